/**
 * Weights as they are stored, in blocks, without a further loss: MatMulNBits takes codes and scales as they are; what a
 * type's minima take away is a small product of its own, of the sums of the input's groups with the minima.
 */
import type { Blocks } from "../weights/blocks.ts";
import type { Matrix } from "./matrix.ts";
import { floats, type Graph, int64s } from "./onnx.ts";
import type { WeightFormat } from "./weight_format.ts";

const MICROSOFT = { domain: "com.microsoft" } as const;
/** How onnxruntime computes with blocks: with activations as they are, or rounded to 8 bits within each block. */
const ACCURACY = { fp32: 0, int8: 4 } as const;

/** @param activations what the product rounds them to */
export function exact(activations: keyof typeof ACCURACY): Pick<WeightFormat, "linear" | "embed"> {
  return {
    linear: (g, name, input, weight, output) => {
      const blocks = weight.blocks?.();
      return blocks === undefined
        ? floatProduct(g, name, input, weight, output)
        : blockProduct(g, name, input, weight, { blocks, accuracy: ACCURACY[activations] }, output);
    },
    embed,
  };
}

function floatProduct(g: Graph, name: string, input: string, weight: Matrix, output?: string): string {
  const constant = g.constant(name, floats(weight.byInput(), [weight.inputs, weight.outputs]));
  return g.op("MatMul", [input, constant], {}, output === undefined ? {} : { output });
}

interface Stored {
  readonly blocks: Blocks;
  readonly accuracy: number;
}

function blockProduct(
  g: Graph,
  name: string,
  input: string,
  weight: Matrix,
  { blocks, accuracy }: Stored,
  output?: string,
): string {
  const { group, range, scales, minima } = blocks;
  // Four bits hold -8 to 7; codes of 0 to 15 are moved there, which the minima make good.
  const shift = range[0] === 0 && range[1] === 15 ? 8 : 0;
  const bits = range[1] - shift <= 7 && range[0] - shift >= -8 ? 4 : 8;
  const { inputs, outputs } = weight;
  const perRow = inputs / group;
  const data = packed(blocks.codes, shift, bits);
  const codes = g.constant(name, { type: "uint8", dims: [outputs, perRow, (group * bits) / 8], data });
  const factors = g.constant(`${name}.scales`, floats(scales, [outputs * perRow]));
  const sizes = { K: inputs, N: outputs, bits, block_size: group, accuracy_level: accuracy };
  const named = output === undefined ? {} : { output };
  const main = g.op("MatMulNBits", [input, codes, factors], sizes, {
    ...MICROSOFT,
    ...(minima === undefined && named),
  });
  if (minima === undefined) return main;
  const lost = g.constant(`${name}.minima`, floats(takenAway(scales, minima, shift, outputs), [perRow, outputs]));
  return g.op("Sub", [main, g.op("MatMul", [groupSums(g, input, group), lost])], {}, named);
}

/** What each group's sum is to be multiplied with and taken away, [groups, outputs]. */
function takenAway(scales: Float32Array, minima: Float32Array, shift: number, outputs: number): Float32Array {
  const perRow = minima.length / outputs;
  const turned = new Float32Array(minima.length);
  for (let row = 0; row < outputs; row++)
    for (let i = 0; i < perRow; i++) {
      const at = row * perRow + i;
      turned[i * outputs + row] = (minima[at] ?? 0) - shift * (scales[at] ?? 0);
    }
  return turned;
}

/** Sums of the input's groups; weights that share an input share them. */
function groupSums(g: Graph, input: string, group: number): string {
  const output = `${input}:sums_of_${group}`;
  if (g.has(output)) return output;
  const shape = g.once(`split_by_${group}`, () => int64s([0, 0, -1, group]));
  const axis = g.once("last_axis", () => int64s([-1]));
  return g.op("ReduceSum", [g.op("Reshape", [input, shape]), axis], { keepdims: 0 }, { output });
}

/** Codes as unsigned numbers around the middle of their range; two of four bits share a byte. */
function packed(codes: Int8Array, shift: number, bits: 4 | 8): Uint8Array {
  const middle = 2 ** (bits - 1) - shift;
  const data = new Uint8Array((codes.length * bits) / 8);
  for (let i = 0; i < codes.length; i++) {
    const code = (codes[i] ?? 0) + middle;
    if (bits === 8) data[i] = code;
    else data[i >> 1] = (data[i >> 1] ?? 0) | (code << (4 * (i & 1)));
  }
  return data;
}

/** Rows of the stored table, put together as the weights of a row are. */
function embed(g: Graph, ids: string, table: Matrix): string {
  const blocks = table.blocks?.();
  const [rows, columns] = [table.outputs, table.inputs];
  if (blocks === undefined)
    return g.op("Gather", [g.constant("embed", floats(table.byOutput(), [rows, columns])), ids]);
  const { codes, group, scales, minima } = blocks;
  const part = (name: string, values: Float32Array): string => {
    const constant = g.constant(`embed.${name}`, floats(values, [rows, columns / group, 1]));
    return g.op("Gather", [constant, ids]);
  };
  const data = new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength);
  const stored = g.constant("embed", { type: "int8", dims: [rows, columns / group, group], data });
  const found = g.op("Cast", [g.op("Gather", [stored, ids])], { to: 1 });
  const scaled = g.op("Mul", [found, part("scales", scales)]);
  const whole = minima === undefined ? scaled : g.op("Sub", [scaled, part("minima", minima)]);
  return g.op("Reshape", [whole, g.once("joined_row", () => int64s([0, 0, columns]))]);
}
