/**
 * Row-wise int8 ("w8a8"): one scale for each token's activations and one for each output's weights, products of whole
 * numbers in between. A token's numbers depend on nothing else in the forward pass: the sums are exact, and everything
 * beside them is done value by value.
 */
import { type Matrix, transposed } from "./matrix.ts";
import { floats, type Graph } from "./onnx.ts";
import type { WeightFormat } from "./weight_format.ts";

const MOST = 127;
/** Codes of activations are unsigned bytes around it, as the fastest kernels want them. */
const MIDDLE = 128;
/** Keeps a row of zeros from dividing by zero. */
const LEAST = 1e-30;

/** How the codes of weights are stored: both give the same whole numbers, to the last bit. */
export type WeightBytes = "int8" | "uint8";

/** `input` times the weight. @param bytes unsigned where products of unsigned and signed bytes are cut off */
export function rowwise(bytes: WeightBytes): WeightFormat["linear"] {
  return (g, name, input, weight, output) => {
    const { codes, scales } = quantizedRows(weight);
    const rows = quantizedInput(g, input);
    const middle = g.once("middle_byte", () => ({ type: "uint8", dims: [], data: Uint8Array.of(MIDDLE) }));
    const data = bytes === "int8" ? new Uint8Array(codes.buffer) : aroundMiddle(codes);
    const inputs = [
      rows.codes,
      g.constant(name, { type: bytes, dims: [weight.inputs, weight.outputs], data }),
      g.once("one", () => floats([1], [])),
      g.constant(`${name}.scales`, floats(scales)),
      ...[middle, ...(bytes === "int8" ? [] : [middle])],
    ];
    const product = g.op("MatMulIntegerToFloat", inputs, {}, { domain: "com.microsoft" });
    return g.op("Mul", [product, rows.scale], {}, output === undefined ? {} : { output });
  };
}

function aroundMiddle(codes: Int8Array): Uint8Array {
  const moved = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) moved[i] = (codes[i] as number) + MIDDLE;
  return moved;
}

/** The codes of each row and its scale; weights that share an input share them. */
function quantizedInput(g: Graph, input: string): { readonly codes: string; readonly scale: string } {
  const [codes, scale] = [`${input}:codes`, `${input}:scale`];
  if (g.has(codes)) return { codes, scale };
  const peak = g.op("ReduceMax", [g.op("Abs", [input])], { axes: [-1], keepdims: 1 });
  const floor = g.once("least_peak", () => floats([LEAST], []));
  const most = g.once("most_code", () => floats([MOST], []));
  g.op("Div", [g.op("Max", [peak, floor]), most], {}, { output: scale });
  const rounded = g.op("Round", [g.op("Div", [input, scale])]);
  const middle = g.once("middle", () => floats([MIDDLE], []));
  g.op("Cast", [g.op("Add", [rounded, middle])], { to: 2 }, { output: codes });
  return { codes, scale };
}

/** Codes as [inputs, outputs], a scale per output. */
function quantizedRows(weight: Matrix): { codes: Int8Array; scales: Float32Array } {
  const { inputs, outputs } = weight;
  const values = weight.byOutput();
  const codes = new Int8Array(values.length);
  const scales = new Float32Array(outputs);
  for (let row = 0; row < outputs; row++) {
    const start = row * inputs;
    let most = 0;
    for (let i = start; i < start + inputs; i++) most = Math.max(most, Math.abs(values[i] ?? 0));
    const scale = Math.fround(most / MOST) || 1;
    scales[row] = scale;
    for (let i = start; i < start + inputs; i++) codes[i] = Math.round((values[i] ?? 0) / scale);
  }
  return { codes: transposed(codes, outputs, inputs), scales };
}
