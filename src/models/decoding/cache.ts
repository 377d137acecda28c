/** Keys and values of the tokens of a conversation that a model has read. */
import { Tensor } from "@huggingface/transformers";

/** What the runtime itself calls a tensor. */
export interface RawTensor {
  readonly type: string;
  readonly data: CacheData;
  readonly dims: readonly number[];
}
type CacheData = Float32Array | Uint16Array;
export type CacheTensors = Readonly<Record<string, RawTensor>>;

/** Tensors are never written to once they are made. */
export interface Cache {
  /** By the graph's input name, [1, heads, columns, head size]; the tokens stand in the first `length` columns. */
  readonly tensors: CacheTensors;
  /** Tokens that count. */
  readonly length: number;
}

/** A cache with only its first `length` tokens, in tensors of just that size. */
export function cropCache(cache: Cache, length: number): Cache {
  if (columnsOf(cache) === length) return { tensors: cache.tensors, length };
  const tensors = Object.entries(cache.tensors).map(([name, tensor]) => [name, cropTensor(tensor, length)] as const);
  return { tensors: Object.fromEntries(tensors), length };
}

/** Tokens that there is room for. */
export function columnsOf({ tensors }: Cache): number {
  return Object.values(tensors)[0]?.dims[2] ?? 0;
}

function cropTensor({ type, data, dims }: RawTensor, length: number): RawTensor {
  const [, heads = 0, columns = 0, size = 0] = dims;
  const count = heads * length * size;
  const kept = type === "float32" ? new Float32Array(count) : new Uint16Array(count);
  for (let head = 0; head < heads; head++) {
    const from = head * columns * size;
    kept.set(data.subarray(from, from + length * size), head * length * size);
  }
  return rawTensor(type, kept, [1, heads, length, size]);
}

/** A tensor as the runtime takes it. */
export function rawTensor(
  type: string,
  data: CacheData | BigInt64Array | Int32Array,
  dims: readonly number[],
): RawTensor {
  const tensor = new Tensor(type as "float32", data as unknown as Float32Array, [...dims]);
  return (tensor as unknown as { ort_tensor: RawTensor }).ort_tensor;
}
