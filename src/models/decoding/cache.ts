/** Keys and values of the tokens of a conversation that a model has read. */
// Of the runtime itself: it writes into no tensors but its own.
import { Tensor } from "onnxruntime-node";

/** What the runtime itself calls a tensor. */
export interface RawTensor {
  readonly type: string;
  readonly data: CacheData;
  readonly dims: readonly number[];
}
type CacheData = Float32Array | Uint16Array;
export type CacheTensors = Readonly<Record<string, RawTensor>>;

/** Tensors are never written to once they are made, but for those of a cache that is `inPlace`. */
export interface Cache {
  /** By the graph's input name, [1, heads, columns, head size]; the tokens stand in the first `length` columns. */
  readonly tensors: CacheTensors;
  /** Tokens that count. */
  readonly length: number;
  /** Passes write behind its tokens, into the tensors themselves: it belongs to one answer. */
  readonly inPlace?: true;
}

/** A cache with only its first `length` tokens, in tensors of just that size. */
export function cropCache(cache: Cache, length: number): Cache {
  if (columnsOf(cache) === length && !cache.inPlace) return { tensors: cache.tensors, length };
  return { tensors: resized(cache.tensors, length, length), length };
}

/** Columns that a cache grows by at least. */
const ROOM = 256;

/** A cache of its own for one answer, with room for so many tokens; itself where it is one and has the room. */
export function ownCache(cache: Cache, columns: number): Cache {
  if (cache.inPlace && columnsOf(cache) >= columns) return cache;
  const { length } = cache;
  return { tensors: resized(cache.tensors, length, columns + Math.max(ROOM, columns >> 1)), length, inPlace: true };
}

/** Tokens that there is room for. */
export function columnsOf({ tensors }: Cache): number {
  return Object.values(tensors)[0]?.dims[2] ?? 0;
}

/** The first `length` columns, in tensors of `columns`. */
function resized(tensors: CacheTensors, length: number, columns: number): CacheTensors {
  const copies = Object.entries(tensors).map(([name, tensor]) => [name, resizedTensor(tensor, length, columns)]);
  return Object.fromEntries(copies);
}

function resizedTensor({ type, data, dims }: RawTensor, length: number, columns: number): RawTensor {
  const [, heads = 0, has = 0, size = 0] = dims;
  const count = heads * columns * size;
  const copy = type === "float32" ? new Float32Array(count) : new Uint16Array(count);
  for (let head = 0; head < heads; head++) {
    const from = head * has * size;
    copy.set(data.subarray(from, from + length * size), head * columns * size);
  }
  return rawTensor(type, copy, [1, heads, columns, size]);
}

/** A tensor as the runtime takes it. */
export function rawTensor(
  type: string,
  data: CacheData | BigInt64Array | Int32Array,
  dims: readonly number[],
): RawTensor {
  return new Tensor(type as "float32", data as Float32Array, dims) as RawTensor;
}
