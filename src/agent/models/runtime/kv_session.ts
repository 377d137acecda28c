/** Passes over a decoder's graph with the key-value cache in our own hands: no library between them and the session. */
import { type PreTrainedModel, Tensor } from "@huggingface/transformers";
import { pause } from "./pause.ts";

/** What the runtime itself calls a tensor. */
export interface RawTensor {
  readonly type: string;
  readonly data: CacheData;
  readonly dims: readonly number[];
}
type CacheData = Float32Array | Uint16Array;

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly { name: string; type?: string; shape?: readonly (number | string)[] }[];
  run(feeds: Record<string, RawTensor>): Promise<Record<string, RawTensor>>;
}

/** Keys and values of the tokens read so far. Tensors are never written to once they are made. */
export interface Cache {
  /** By the graph's input name, [1, heads, at least `length`, head size]. */
  readonly tensors: Readonly<Record<string, RawTensor>>;
  /** Tokens that count; what stands behind them is left over from a draft that was refused. */
  readonly length: number;
}

export interface Pass {
  readonly cache: Cache;
  /** The logits of the last `rows` tokens, one vocabulary after the other. */
  readonly logits: Float32Array;
  readonly vocabulary: number;
}

const CACHE_NAME = /^past_key_values\.(\d+)\.(key|value)$/;
const KNOWN = new Set(["input_ids", "attention_mask", "position_ids", "num_logits_to_keep"]);
/** These count positions from 1. */
const ODD_POSITIONS = new Set(["paligemma", "gemma3", "gemma3_text"]);

/** One model's graph; see `openKvSession`. */
export interface KvSession {
  readonly empty: Cache;
  /** Reads `ids` after the cache; gives the logits of the last `rows` of them. */
  run(cache: Cache, ids: readonly number[], rows: number): Promise<Pass>;
}

/**
 * The session of a model whose graph this loop knows.
 * @throws Error that says in a few words why it does not
 */
export function openKvSession(model: PreTrainedModel): KvSession {
  const session = (model.sessions as unknown as Record<string, Session | undefined>).model;
  if (session === undefined) throw new Error("the model has no decoder session");
  const type = (model.config as unknown as { model_type?: string }).model_type ?? "";
  if (ODD_POSITIONS.has(type)) throw new Error(`models of the type ${type} count positions in another way`);
  const strange = session.inputNames.find((name) => !KNOWN.has(name) && !CACHE_NAME.test(name));
  if (strange !== undefined) throw new Error(`the graph has an input ${strange}`);
  const empty = emptyCache(session);
  return { empty, run: (cache, ids, rows) => runPass(session, cache, ids, rows) };
}

function emptyCache({ inputMetadata }: Session): Cache {
  const tensors: Record<string, RawTensor> = {};
  for (const { name, type, shape } of inputMetadata) {
    if (!CACHE_NAME.test(name)) continue;
    const [heads, size] = [shape?.[1], shape?.[3]];
    if (typeof heads !== "number" || typeof size !== "number") throw new Error(`the graph does not size ${name}`);
    if (type !== "float32" && type !== "float16") throw new Error(`the graph's cache is of ${type}`);
    const data = type === "float32" ? new Float32Array(0) : new Uint16Array(0);
    tensors[name] = raw(type, data, [1, heads, 0, size]);
  }
  if (Object.keys(tensors).length === 0) throw new Error("the graph has no cache");
  return { tensors, length: 0 };
}

async function runPass(session: Session, cache: Cache, ids: readonly number[], rows: number): Promise<Pass> {
  const total = cache.length + ids.length;
  const feeds: Record<string, RawTensor> = { ...cache.tensors };
  feeds.input_ids = int64(ids, [1, ids.length]);
  if (session.inputNames.includes("attention_mask")) {
    feeds.attention_mask = raw("int64", new BigInt64Array(total).fill(1n), [1, total]);
  }
  if (session.inputNames.includes("position_ids")) {
    feeds.position_ids = int64(
      ids.map((_, index) => cache.length + index),
      [1, ids.length],
    );
  }
  if (session.inputNames.includes("num_logits_to_keep")) feeds.num_logits_to_keep = int64([rows], []);
  await pause();
  const outputs = await session.run(feeds);
  return { cache: { tensors: presentOf(cache, outputs), length: total }, ...lastRows(outputs.logits, rows) };
}

function presentOf(cache: Cache, outputs: Record<string, RawTensor>): Record<string, RawTensor> {
  const tensors: Record<string, RawTensor> = {};
  for (const name of Object.keys(cache.tensors)) {
    const tensor = outputs[name.replace("past_key_values", "present")];
    if (tensor === undefined) throw new Error(`the graph does not give ${name} back`);
    tensors[name] = tensor;
  }
  return tensors;
}

/** A view of the rows asked for; a graph without `num_logits_to_keep` gives all. */
function lastRows(logits: RawTensor | undefined, rows: number): Pick<Pass, "logits" | "vocabulary"> {
  if (!(logits?.data instanceof Float32Array)) throw new Error("the graph's logits are not float32");
  const vocabulary = logits.dims.at(-1) ?? 0;
  return { logits: logits.data.subarray(logits.data.length - rows * vocabulary), vocabulary };
}

/** The cache with only its first `length` tokens, in tensors of just that size. */
export function cropCache(cache: Cache, length: number): Cache {
  const tensors: Record<string, RawTensor> = {};
  for (const [name, tensor] of Object.entries(cache.tensors)) tensors[name] = cropTensor(tensor, length);
  return { tensors, length };
}

function cropTensor(tensor: RawTensor, length: number): RawTensor {
  const [, heads = 0, from = 0, size = 0] = tensor.dims;
  if (from === length) return tensor;
  const cropped = tensor.data.slice(0, heads * length * size);
  for (let head = 1; head < heads; head++) {
    const start = head * from * size;
    cropped.set(tensor.data.subarray(start, start + length * size), head * length * size);
  }
  return raw(tensor.type, cropped, [1, heads, length, size]);
}

function int64(values: readonly number[], dims: readonly number[]): RawTensor {
  return raw("int64", BigInt64Array.from(values, BigInt), dims);
}

function raw(type: string, data: CacheData | BigInt64Array, dims: readonly number[]): RawTensor {
  const tensor = new Tensor(type as "float32", data as unknown as Float32Array, [...dims]);
  return (tensor as unknown as { ort_tensor: RawTensor }).ort_tensor;
}
