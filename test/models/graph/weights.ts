/** Reads the weights of a written graph back, as the numbers that its formats stand for. */
import { readFields } from "./wire.ts";

export interface Weights {
  /** [from, to], row by row, as the builder gives it. */
  linear(name: string, from: number, to: number): Float64Array;
  /** A table that is read by rows. */
  table(name: string): Float64Array;
  /** What logits are products with, [from, to]. */
  head(from: number, to: number): Float64Array;
  /** A constant that no format touches. */
  vector(name: string): Float64Array;
}

interface Initializer {
  readonly type: number;
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

const [FLOAT, UINT8, INT8] = [1, 2, 3];
const BLOCK = 32;

/** @param graph the bytes of a `.onnx` file */
export function weightsOf(graph: Uint8Array): Weights {
  const all = initializersOf(graph);
  const get = (name: string): Initializer => {
    const found = all.get(name);
    if (found === undefined) throw new Error(`no constant ${name}`);
    return found;
  };
  const vector = (name: string) => Float64Array.from(floatsOf(get(name)));
  const table = (name: string) => {
    const { type, dims, data } = get(name);
    if (type === FLOAT) return vector(name);
    const scales = vector(`${name}.scales`);
    return Float64Array.from(signed(data), (code, at) => code * (scales[Math.floor(at / (dims[1] ?? 1))] ?? 0));
  };
  const linear = (name: string, from: number, to: number) => {
    const { type, data } = get(name);
    if (type === FLOAT) return vector(name);
    if (type === UINT8) return unpackedBlocks(data, vector(`${name}.scales`), from, to);
    const scale = vector(`${name}.scale`)[0] ?? 0;
    return Float64Array.from(signed(data), (code) => code * scale);
  };
  const head = (from: number, to: number) => {
    if (all.has("head")) return linear("head", from, to);
    const tied = table("embed");
    return Float64Array.from(tied, (_, at) => tied[(at % to) * from + Math.floor(at / to)] ?? 0);
  };
  return { table, linear, head, vector };
}

/** Blocks run along the input, one row per output. */
function unpackedBlocks(data: Uint8Array, scales: Float64Array, from: number, to: number): Float64Array {
  const bits = (data.length * 8) / (from * to);
  const codeAt = (at: number) =>
    bits === 8 ? (data[at] ?? 0) - 128 : (((data[at >> 1] ?? 0) >> (4 * (at & 1))) & 15) - 8;
  const value = (at: number) => codeAt(at) * (scales[Math.floor(at / BLOCK)] ?? 0);
  return Float64Array.from({ length: from * to }, (_, at) => value((at % to) * from + Math.floor(at / to)));
}

/** Field numbers of onnx.proto: the graph is 7, its initializers are 5. */
function initializersOf(model: Uint8Array): Map<string, Initializer> {
  const graph = readFields(model).find(({ field }) => field === 7)?.bytes ?? new Uint8Array();
  const tensors = readFields(graph).filter(({ field }) => field === 5);
  return new Map(tensors.map(({ bytes }) => tensorOf(bytes)));
}

function tensorOf(bytes: Uint8Array): [string, Initializer] {
  const fields = readFields(bytes);
  const bytesAt = (field: number) => fields.find((it) => it.field === field)?.bytes ?? new Uint8Array();
  const dims = fields.filter(({ field }) => field === 1).map(({ number }) => number);
  const type = fields.find(({ field }) => field === 2)?.number ?? 0;
  if (![FLOAT, UINT8, INT8, 6, 7].includes(type)) throw new Error(`a constant of type ${type}`);
  return [new TextDecoder().decode(bytesAt(8)), { type, dims, data: bytesAt(9) }];
}

function floatsOf({ data }: Initializer): Float32Array {
  return new Float32Array(Uint8Array.from(data).buffer);
}

function signed(data: Uint8Array): Int8Array {
  return new Int8Array(Uint8Array.from(data).buffer);
}
