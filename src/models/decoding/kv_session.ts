/** Passes over a decoder's graph with the key-value cache in our own hands: no library between them and the session. */
import type { PreTrainedModel } from "@huggingface/transformers";
import {
  alignCaches,
  type Cache,
  type CacheTensors,
  columnsOf,
  cropCache,
  type RawTensor,
  rawTensor,
  sizeOf,
} from "./cache.ts";
import { pause } from "./pause.ts";

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly { name: string; type?: string; shape?: readonly (number | string)[] }[];
  run(feeds: Record<string, RawTensor>): Promise<Record<string, RawTensor>>;
}

/** Tokens to be read after those of a cache. */
export interface Read {
  readonly cache: Cache;
  readonly ids: readonly number[];
  /** The logits of that many of them are asked for, the last ones. */
  readonly rows: number;
}

export interface Pass {
  readonly cache: Cache;
  /** The logits of the last `rows` tokens, one vocabulary after the other. */
  readonly logits: Float32Array;
  readonly vocabulary: number;
  /** Whether no other answer had a part in the pass. */
  readonly alone: boolean;
  /** Milliseconds between the asking and the answer that were spent on other answers. */
  readonly othersMs: number;
}

/**
 * How a graph is fed with a cache. `free`: attention that takes the cache's length from the mask, so that what stands
 * behind a length does no harm. `aligned`: standard operators and any mask; the past ends at a multiple of 16 columns,
 * alone and beside others alike, so that vectors of the processor hold the same numbers. `cut`: the tensors must be as
 * long as the cache.
 */
export const LAYOUTS = ["free", "aligned", "cut"] as const;
export type Layout = (typeof LAYOUTS)[number];

const CACHE_NAME = /^past_key_values\.(\d+)\.(key|value)$/;
const KNOWN = new Set(["input_ids", "attention_mask", "position_ids", "num_logits_to_keep"]);
/** These count positions from 1. */
const ODD_POSITIONS = new Set(["paligemma", "gemma3", "gemma3_text"]);
/** Kernels for a single row compute otherwise than those for several: no product has fewer rows. */
const FEWEST = 2;

/** One model's graph; see `openKvSession`. */
export interface KvSession {
  readonly empty: Cache;
  readonly layout: Layout;
  /** Reads `ids` after the cache; gives the logits of the last `rows` of them. */
  run(cache: Cache, ids: readonly number[], rows: number): Promise<Pass>;
  /** Several reads in one pass; only in the layout `aligned`. */
  runTogether(reads: readonly Read[]): Promise<Pass[]>;
}

/**
 * The session of a model whose graph this loop knows.
 * @throws Error that says in a few words why it does not
 */
export function openKvSession(model: PreTrainedModel, layout: Layout = "free"): KvSession {
  const session = (model.sessions as unknown as Record<string, Session | undefined>).model;
  if (session === undefined) throw new Error("the model has no decoder session");
  const type = (model.config as unknown as { model_type?: string }).model_type ?? "";
  if (ODD_POSITIONS.has(type)) throw new Error(`models of the type ${type} count positions in another way`);
  const strange = session.inputNames.find((name) => !KNOWN.has(name) && !CACHE_NAME.test(name));
  if (strange !== undefined) throw new Error(`the graph has an input ${strange}`);
  return {
    empty: emptyCache(session),
    layout,
    run: async (cache, ids, rows) => {
      if (layout !== "aligned")
        return runAlone(session, layout === "cut" ? cropCache(cache, cache.length) : cache, ids, rows);
      return (await runTogether(session, [{ cache, ids, rows }]))[0] as Pass;
    },
    runTogether: (reads) => runTogether(session, reads),
  };
}

function emptyCache({ inputMetadata }: Session): Cache {
  const tensors: Record<string, RawTensor> = {};
  for (const { name, type, shape } of inputMetadata) {
    if (!CACHE_NAME.test(name)) continue;
    const [heads, size] = [shape?.[1], shape?.[3]];
    if (typeof heads !== "number" || typeof size !== "number") throw new Error(`the graph does not size ${name}`);
    if (type !== "float32" && type !== "float16") throw new Error(`the graph's cache is of ${type}`);
    const data = type === "float32" ? new Float32Array(0) : new Uint16Array(0);
    tensors[name] = rawTensor(type, data, [1, heads, 0, size]);
  }
  if (Object.keys(tensors).length === 0) throw new Error("the graph has no cache");
  return { tensors, row: 0, length: 0 };
}

async function runAlone(session: Session, cache: Cache, ids: readonly number[], rows: number): Promise<Pass> {
  const fed = filled(ids);
  const length = cache.length + fed.length;
  const asked = Math.max(FEWEST, rows);
  const { tensors, logits } = await runGraph(session, cache.tensors, {
    ids: [fed],
    masks: [new BigInt64Array(length).fill(1n)],
    positions: [from(cache.length, fed.length)],
    rows: asked,
  });
  const end = logits.data.length - (fed.length - ids.length) * logits.vocabulary;
  return {
    cache: { tensors, row: 0, length: cache.length + ids.length },
    ...rowsOf(logits, end, rows),
    alone: true,
    othersMs: 0,
  };
}

/** A lone token is read twice; the second one counts for nothing. */
function filled(ids: readonly number[]): readonly number[] {
  return ids.length < FEWEST ? [...ids, ...ids] : ids;
}

async function runTogether(session: Session, reads: readonly Read[]): Promise<Pass[]> {
  const caches = alignCaches(reads.map(({ cache }) => cache));
  const [tensors] = caches.map((cache) => cache.tensors);
  if (tensors === undefined) return [];
  const { columns } = sizeOf(tensors);
  const longest = Math.max(FEWEST, ...reads.map(({ ids }) => ids.length));
  // Alone, the last rows are those of the last tokens.
  const asked = reads.length > 1 ? longest : Math.max(FEWEST, (reads[0] as Read).rows);
  const outcome = await runGraph(session, tensors, {
    ids: reads.map(({ ids }) => [...ids, ...Array<number>(longest - ids.length).fill(ids[0] ?? 0)]),
    masks: reads.map(({ ids }, row) => maskOf(caches[row] as Cache, columns, ids.length, longest)),
    positions: caches.map(({ length }) => from(length, longest)),
    rows: asked,
  });
  const { data, vocabulary } = outcome.logits;
  // A graph without `num_logits_to_keep` gives those of all tokens.
  const given = data.length / reads.length / vocabulary;
  return reads.map(({ cache, ids, rows }, row) => {
    const length = cache.length + ids.length;
    const own = [...columnsOf(caches[row] as Cache), ...from(columns, ids.length)];
    const end = vocabulary * (row * given + ids.length - (longest - given));
    return {
      cache: { tensors: outcome.tensors, row, length, columns: own },
      ...rowsOf(outcome.logits, end, rows),
      alone: reads.length === 1,
      othersMs: 0,
    };
  });
}

function maskOf(cache: Cache, columns: number, fresh: number, longest: number): BigInt64Array {
  const mask = new BigInt64Array(columns + longest);
  for (const column of columnsOf(cache)) mask[column] = 1n;
  return mask.fill(1n, columns, columns + fresh);
}

/** What a pass is given besides the cache: a list per row, all of one length. */
interface Given {
  readonly ids: readonly (readonly number[])[];
  readonly masks: readonly BigInt64Array[];
  readonly positions: readonly (readonly number[])[];
  /** Of logits, for each row of the cache. */
  readonly rows: number;
}

async function runGraph(session: Session, past: CacheTensors, { ids, masks, positions, rows }: Given) {
  const feeds: Record<string, RawTensor> = { ...past };
  const table = (lists: readonly (readonly number[])[]): RawTensor =>
    rawTensor("int64", BigInt64Array.from(lists.flat(), BigInt), [lists.length, lists[0]?.length ?? 0]);
  feeds.input_ids = table(ids);
  if (session.inputNames.includes("attention_mask")) {
    const width = masks[0]?.length ?? 0;
    const all = new BigInt64Array(masks.length * width);
    for (const [row, mask] of masks.entries()) all.set(mask, row * width);
    feeds.attention_mask = rawTensor("int64", all, [masks.length, width]);
  }
  if (session.inputNames.includes("position_ids")) feeds.position_ids = table(positions);
  if (session.inputNames.includes("num_logits_to_keep")) {
    feeds.num_logits_to_keep = rawTensor("int64", BigInt64Array.of(BigInt(rows)), []);
  }
  await pause();
  const outputs = await session.run(feeds);
  const { logits } = outputs;
  if (!(logits?.data instanceof Float32Array)) throw new Error("the graph's logits are not float32");
  return { tensors: presentOf(past, outputs), logits: { data: logits.data, vocabulary: logits.dims.at(-1) ?? 0 } };
}

function presentOf(past: CacheTensors, outputs: Record<string, RawTensor>): CacheTensors {
  const tensors: Record<string, RawTensor> = {};
  for (const name of Object.keys(past)) {
    const tensor = outputs[name.replace("past_key_values", "present")];
    if (tensor === undefined) throw new Error(`the graph does not give ${name} back`);
    tensors[name] = tensor;
  }
  return tensors;
}

/** A view of the rows before `end`; a graph without `num_logits_to_keep` gives more than were asked for. */
function rowsOf({ data, vocabulary }: { data: Float32Array; vocabulary: number }, end: number, rows: number) {
  return { logits: data.subarray(end - rows * vocabulary, end), vocabulary };
}

function from(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
