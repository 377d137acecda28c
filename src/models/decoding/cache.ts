/** Keys and values of the tokens that a model has read, one conversation or several side by side. */
import { Tensor } from "@huggingface/transformers";

/** What the runtime itself calls a tensor. */
export interface RawTensor {
  readonly type: string;
  readonly data: CacheData;
  readonly dims: readonly number[];
}
type CacheData = Float32Array | Uint16Array;
export type CacheTensors = Readonly<Record<string, RawTensor>>;

/** One conversation's row. Tensors are never written to once they are made. */
export interface Cache {
  /** By the graph's input name, [rows, heads, columns, head size]. */
  readonly tensors: CacheTensors;
  readonly row: number;
  /** Tokens that count. */
  readonly length: number;
  /** The columns in which they stand, ascending, at least `length` of them; without it the first `length` ones. */
  readonly columns?: readonly number[];
}

/** A cache with only its first `length` tokens, in tensors of just that size. */
export function cropCache(cache: Cache, length: number): Cache {
  const { rows, columns } = sizeOf(cache.tensors);
  if (rows === 1 && columns === length && isDense(cache)) return { tensors: cache.tensors, row: 0, length };
  return gatherCaches([{ ...cache, length }])[0] as Cache;
}

/** The caches as rows of tensors of their own, the tokens of each in its first columns; what stands behind is 0. */
export function gatherCaches(caches: readonly Cache[]): Cache[] {
  return gatherInto(caches, Math.max(...caches.map(({ length }) => length)), () => 0);
}

/** @param firstOf the column of a cache's first token */
function gatherInto(caches: readonly Cache[], columns: number, firstOf: (cache: Cache) => number): Cache[] {
  const tensors: Record<string, RawTensor> = {};
  const places = caches.map((cache) => ({ row: cache.row, spans: spansOf(cache), first: firstOf(cache) }));
  for (const name of Object.keys(caches[0]?.tensors ?? {})) {
    const sources = caches.map(({ tensors }, at) => ({ tensor: part(tensors, name), ...(places[at] as Place) }));
    tensors[name] = gatherTensor(sources, columns);
  }
  return caches.map(({ length }, row) => ({ tensors, row, length }));
}

/** Columns of a past that is aligned are a multiple of it: a vector of the widest kernels. */
const ALIGNED = 16;

/**
 * The caches as rows of tensors of their own whose columns are a multiple of 16, the tokens of each in its last ones;
 * what stands before is 0. Alone or beside longer ones, a row's tokens stand at the same places within vectors.
 */
export function alignCaches(caches: readonly Cache[]): Cache[] {
  const columns = ALIGNED * Math.ceil(Math.max(...caches.map(({ length }) => length)) / ALIGNED);
  const rows = gatherInto(caches, columns, ({ length }) => columns - length);
  return rows.map((cache) => ({
    ...cache,
    columns: Array.from({ length: cache.length }, (_, at) => columns - cache.length + at),
  }));
}

/** Rows and columns of the tensors of a cache. */
export function sizeOf(tensors: CacheTensors): { readonly rows: number; readonly columns: number } {
  const [rows = 1, , columns = 0] = Object.values(tensors)[0]?.dims ?? [];
  return { rows, columns };
}

/** The columns of a cache's tokens. */
export function columnsOf({ columns, length }: Cache): readonly number[] {
  return columns?.slice(0, length) ?? Array.from({ length }, (_, column) => column);
}

/** A run of columns that is copied as one. */
type Span = readonly [from: number, to: number];

/** Where a row's tokens stand, and where the first of them is to stand. */
interface Place {
  readonly row: number;
  readonly spans: readonly Span[];
  readonly first: number;
}

interface Source extends Place {
  readonly tensor: RawTensor;
}

function part(tensors: CacheTensors, name: string): RawTensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`a cache without ${name}`);
  return tensor;
}

function gatherTensor(sources: readonly Source[], columns: number): RawTensor {
  const [first] = sources;
  if (first === undefined) throw new Error("no caches to gather");
  const [, heads = 0, , size = 0] = first.tensor.dims;
  const length = sources.length * heads * columns * size;
  const data = first.tensor.type === "float32" ? new Float32Array(length) : new Uint16Array(length);
  for (const [index, { tensor, row, spans, first: shift }] of sources.entries()) {
    for (let head = 0; head < heads; head++) {
      const from = (row * heads + head) * (tensor.dims[2] ?? 0);
      let at = (index * heads + head) * columns + shift;
      for (const [start, end] of spans) {
        data.set(tensor.data.subarray((from + start) * size, (from + end) * size), at * size);
        at += end - start;
      }
    }
  }
  return rawTensor(first.tensor.type, data, [sources.length, heads, columns, size]);
}

function spansOf(cache: Cache): Span[] {
  if (isDense(cache)) return [[0, cache.length]];
  const spans: [number, number][] = [];
  for (const column of columnsOf(cache)) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === column) last[1] += 1;
    else spans.push([column, column + 1]);
  }
  return spans;
}

function isDense({ columns, length }: Cache): boolean {
  return length === 0 || columns === undefined || columns[length - 1] === length - 1;
}

/** A tensor as the runtime takes it. */
export function rawTensor(type: string, data: CacheData | BigInt64Array, dims: readonly number[]): RawTensor {
  const tensor = new Tensor(type as "float32", data as unknown as Float32Array, [...dims]);
  return (tensor as unknown as { ort_tensor: RawTensor }).ort_tensor;
}
