/**
 * The number formats of a graph's large weights. Operators: DynamicQuantizeMatMul and MatMulNBits of onnxruntime
 * (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md).
 */
import { floats, type Graph, type Tensor } from "./onnx.ts";

/** How a graph reads its embedding, multiplies by its weights, and ends in the transposed embedding. */
export interface WeightFormat {
  /** `weight` is [from, to], row by row. */
  linear(g: Graph, name: string, input: string, weight: Matrix): string;
  embed(g: Graph, ids: string, table: Matrix): string;
  /** `output` names the product of the input and the transposed table. */
  head(g: Graph, input: string, table: Matrix, output: string): void;
}

export interface Matrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

const MICROSOFT = { domain: "com.microsoft" } as const;
const EMBED = "embed";

/** Full precision: one table for both ends. */
const fp32: WeightFormat = {
  linear: (g, name, input, { values, rows, columns }) =>
    g.op("MatMul", [input, g.constant(name, floats(values, [rows, columns]))]),
  embed: (g, ids, { values, rows, columns }) =>
    g.op("Gather", [g.constant(EMBED, floats(values, [rows, columns])), ids]),
  head: (g, input, _table, output) => {
    g.op("FusedMatMul", [input, EMBED], { transB: 1 }, { ...MICROSOFT, output });
  },
};

/** Whole bytes with one scale a tensor; activations are quantized anew in each pass, over all of its tokens. */
const int8: WeightFormat = {
  linear: (g, name, input, weight) => dynamicProduct(g, name, input, weight, {}),
  embed: embedBytes,
  head: (g, input, table, output) => {
    dynamicProduct(g, "head", input, transposed(table), { output });
  },
};

/** Blocks of 32 along the input, a scale each; activations in 8 bits within a block (accuracy level 4). */
function blocks(bits: 4 | 8): WeightFormat {
  return {
    linear: (g, name, input, weight) => blockProduct(g, name, input, transposed(weight), bits, {}),
    embed: embedBytes,
    head: (g, input, table, output) => {
      blockProduct(g, "head", input, table, bits, { output });
    },
  };
}

/** By the names that `--dtype` knows. */
export const FORMATS = { fp32, int8, q8: blocks(8), q4: blocks(4) } as const;
export type FormatName = keyof typeof FORMATS;

/** Suffix of a format's file. */
export const FORMAT_SUFFIXES: Readonly<Record<FormatName, string>> = {
  fp32: "",
  int8: "_int8",
  q8: "_quantized",
  q4: "_q4",
};

/**
 * One bit less than a byte holds: processors without instructions for dot products of bytes add two products of an
 * unsigned and a signed byte in 16 bits, and cut off what does not fit.
 */
const LARGEST_DYNAMIC = 64;

function dynamicProduct(g: Graph, name: string, input: string, weight: Matrix, to: { output?: string }): string {
  const { values, rows, columns } = weight;
  const scale = largest(values) / LARGEST_DYNAMIC || 1;
  // Not `from`, which would make a list of all values first.
  const codes = new Int8Array(values.length);
  for (let i = 0; i < codes.length; i++) codes[i] = Math.round((values[i] ?? 0) / scale);
  const data = new Uint8Array(codes.buffer);
  const tensors: [string, Tensor][] = [
    [name, { type: "int8", dims: [rows, columns], data }],
    [`${name}.scale`, floats([scale])],
    [`${name}.zero`, { type: "int8", dims: [1], data: new Uint8Array(1) }],
  ];
  const inputs = tensors.map(([key, tensor]) => g.constant(key, tensor));
  return g.op("DynamicQuantizeMatMul", [input, ...inputs], {}, { ...MICROSOFT, ...to });
}

const BLOCK = 32;

/** `weight` has a row per output. */
function blockProduct(
  g: Graph,
  name: string,
  input: string,
  { values, rows, columns }: Matrix,
  bits: 4 | 8,
  to: { output?: string },
): string {
  const { codes, scales } = quantizedBlocks(values, bits);
  const perRow = columns / BLOCK;
  const data = g.constant(name, { type: "uint8", dims: [rows, perRow, (BLOCK * bits) / 8], data: codes });
  const factors = g.constant(`${name}.scales`, floats(scales, [rows * perRow]));
  const sizes = { K: columns, N: rows, bits, block_size: BLOCK, accuracy_level: 4 };
  return g.op("MatMulNBits", [input, data, factors], sizes, { ...MICROSOFT, ...to });
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
function embedBytes(g: Graph, ids: string, { values, rows, columns }: Matrix): string {
  const codes = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const part = values.subarray(row * columns, (row + 1) * columns);
    const scale = largest(part) / 127 || 1;
    scales[row] = scale;
    for (let i = 0; i < columns; i++) codes[row * columns + i] = Math.round((part[i] ?? 0) / scale);
  }
  const table = g.constant(EMBED, { type: "int8", dims: [rows, columns], data: new Uint8Array(codes.buffer) });
  const factors = g.constant(`${EMBED}.scales`, floats(scales, [rows, 1]));
  const found = g.op("Cast", [g.op("Gather", [table, ids])], { to: 1 });
  return g.op("Mul", [found, g.op("Gather", [factors, ids])]);
}

function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}

/** In squares that fit the cache. */
function transposed({ values, rows, columns }: Matrix): Matrix {
  const SIDE = 64;
  const turned = new Float32Array(values.length);
  for (let top = 0; top < rows; top += SIDE)
    for (let left = 0; left < columns; left += SIDE)
      for (let row = top; row < Math.min(rows, top + SIDE); row++)
        for (let column = left; column < Math.min(columns, left + SIDE); column++)
          turned[column * rows + row] = values[row * columns + column] ?? 0;
  return { values: turned, rows: columns, columns: rows };
}
