/**
 * The number formats of a graph's large weights. Operators: DynamicQuantizeMatMul and MatMulNBits of onnxruntime
 * (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md).
 */
import { exact } from "./exact_format.ts";
import { largest, type Matrix } from "./matrix.ts";
import { floats, type Graph, type Tensor } from "./onnx.ts";
import { rowwise } from "./rowwise_format.ts";
import type { WeightFormat } from "./weight_format.ts";

const MICROSOFT = { domain: "com.microsoft" } as const;
const EMBED = "embed";

/** Full precision: one table for both ends. */
const fp32: WeightFormat = {
  linear: (g, name, input, weight, output) => {
    const constant = g.constant(name, floats(weight.byInput(), [weight.inputs, weight.outputs]));
    return g.op("MatMul", [input, constant], {}, output === undefined ? {} : { output });
  },
  embed: (g, ids, table) =>
    g.op("Gather", [g.constant(EMBED, floats(table.byOutput(), [table.outputs, table.inputs])), ids]),
  tiedHead: (g, input, _table, output) => {
    g.op("FusedMatMul", [input, EMBED], { transB: 1 }, { ...MICROSOFT, output });
  },
};

/** Whole bytes with one scale a tensor; activations are quantized anew in each pass, over all of its tokens. */
const int8: WeightFormat = withHead({ linear: dynamicProduct, embed: embedBytes });

/** Blocks of 32 along the input, a scale each; activations in 8 bits within a block (accuracy level 4). */
function blocks(bits: 4 | 8): WeightFormat {
  const linear: WeightFormat["linear"] = (g, name, input, weight, output) =>
    blockProduct(g, name, input, weight, bits, output);
  return withHead({ linear, embed: embedBytes });
}

/** A head like any other weight. */
function withHead(format: Pick<WeightFormat, "linear" | "embed">): WeightFormat {
  return {
    ...format,
    tiedHead: (g, input, table, output) => {
      format.linear(g, "head", input, table, output);
    },
  };
}

/** By the names that `--dtype` knows. */
export const FORMATS = {
  fp32,
  int8,
  q8: blocks(8),
  q4: blocks(4),
  w8a8: withHead({ linear: rowwise("int8"), embed: embedBytes }),
  exact: withHead(exact("fp32")),
  "exact-a8": withHead(exact("int8")),
} as const;
export type FormatName = keyof typeof FORMATS;

/** `w8a8` for processors that cut off products of unsigned and signed bytes. */
export const UNSIGNED_W8A8: WeightFormat = withHead({ linear: rowwise("uint8"), embed: embedBytes });

/** Those that the library has names for, by the suffix of their file. The others stand in folders of their own. */
export const FORMAT_SUFFIXES = { fp32: "", int8: "_int8", q8: "_quantized", q4: "_q4" } as const;
export type LibraryFormat = keyof typeof FORMAT_SUFFIXES;

/**
 * One bit less than a byte holds: processors without instructions for dot products of bytes add two products of an
 * unsigned and a signed byte in 16 bits, and cut off what does not fit.
 */
const LARGEST_DYNAMIC = 64;

function dynamicProduct(g: Graph, name: string, input: string, weight: Matrix, output?: string): string {
  const values = weight.byInput();
  const scale = largest(values) / LARGEST_DYNAMIC || 1;
  // Not `from`, which would make a list of all values first.
  const codes = new Int8Array(values.length);
  for (let i = 0; i < codes.length; i++) codes[i] = Math.round((values[i] ?? 0) / scale);
  const data = new Uint8Array(codes.buffer);
  const tensors: [string, Tensor][] = [
    [name, { type: "int8", dims: [weight.inputs, weight.outputs], data }],
    [`${name}.scale`, floats([scale])],
    [`${name}.zero`, { type: "int8", dims: [1], data: new Uint8Array(1) }],
  ];
  const inputs = tensors.map(([key, tensor]) => g.constant(key, tensor));
  return g.op("DynamicQuantizeMatMul", [input, ...inputs], {}, { ...MICROSOFT, ...(output && { output }) });
}

const BLOCK = 32;

function blockProduct(g: Graph, name: string, input: string, weight: Matrix, bits: 4 | 8, output?: string): string {
  const { codes, scales } = quantizedBlocks(weight.byOutput(), bits);
  const perRow = weight.inputs / BLOCK;
  const data = g.constant(name, { type: "uint8", dims: [weight.outputs, perRow, (BLOCK * bits) / 8], data: codes });
  const factors = g.constant(`${name}.scales`, floats(scales, [weight.outputs * perRow]));
  const sizes = { K: weight.inputs, N: weight.outputs, bits, block_size: BLOCK, accuracy_level: 4 };
  return g.op("MatMulNBits", [input, data, factors], sizes, { ...MICROSOFT, ...(output && { output }) });
}

/** Codes around the middle of their range; two 4-bit codes share a byte, the first in its low half. */
function quantizedBlocks(values: Float32Array, bits: 4 | 8): { codes: Uint8Array; scales: Float32Array } {
  const middle = 2 ** (bits - 1);
  const scales = new Float32Array(values.length / BLOCK);
  const codes = new Uint8Array((values.length * bits) / 8);
  for (let block = 0; block < scales.length; block++) {
    const part = values.subarray(block * BLOCK, (block + 1) * BLOCK);
    const scale = largest(part) / (middle - 1) || 1;
    scales[block] = scale;
    for (let i = 0; i < BLOCK; i++) {
      const code = Math.round((part[i] ?? 0) / scale) + middle;
      const at = block * BLOCK + i;
      if (bits === 8) codes[at] = code;
      else codes[at >> 1] = (codes[at >> 1] ?? 0) | (code << (4 * (at & 1)));
    }
  }
  return { codes, scales };
}

/** A byte per number, a scale per row. */
function embedBytes(g: Graph, ids: string, table: Matrix): string {
  const values = table.byOutput();
  const [rows, columns] = [table.outputs, table.inputs];
  const codes = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const part = values.subarray(row * columns, (row + 1) * columns);
    const scale = largest(part) / 127 || 1;
    scales[row] = scale;
    for (let i = 0; i < columns; i++) codes[row * columns + i] = Math.round((part[i] ?? 0) / scale);
  }
  const codeTable = g.constant(EMBED, { type: "int8", dims: [rows, columns], data: new Uint8Array(codes.buffer) });
  const factors = g.constant(`${EMBED}.scales`, floats(scales, [rows, 1]));
  const found = g.op("Cast", [g.op("Gather", [codeTable, ids])], { to: 1 });
  return g.op("Mul", [found, g.op("Gather", [factors, ids])]);
}
