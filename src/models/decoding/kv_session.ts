/** Passes over a decoder's graph with the key-value cache in our own hands: no library between them and the session. */
import type { PreTrainedModel } from "@huggingface/transformers";
import { PACKED } from "../graph/attention.ts";
import { cropCache, ownCache, type RawTensor, rawTensor } from "./cache.ts";
import {
  CACHE_NAME,
  emptyCache,
  from,
  type GraphSession,
  int64s,
  type LogitsRoom,
  presentOf,
  roomForLogits,
  runGraph,
  writtenTo,
} from "./graph_session.ts";
import { packedSession } from "./packed_session.ts";
import { FEWEST_ROWS, filled, type KvSession, type Pass, type Read } from "./pass.ts";

/**
 * How a graph is fed with a cache. `in_place`: attention that takes the cache's length from the mask, so that what stands
 * behind a length does no harm, and that writes what it adds into the tensors that it reads. `free`: without the latter.
 * `cut`: the tensors must be as long as the cache.
 */
export const LAYOUTS = ["in_place", "free", "cut"] as const;
export type Layout = (typeof LAYOUTS)[number];

const KNOWN = new Set(["input_ids", "attention_mask", "position_ids", "num_logits_to_keep"]);
/** These count positions from 1. */
const ODD_POSITIONS = new Set(["paligemma", "gemma3", "gemma3_text"]);

/**
 * The session of a model whose graph this loop knows.
 * @param room for logits, where whoever asks is done with those of a pass before the next one
 * @throws Error that says in a few words why it does not
 */
export function openKvSession(model: PreTrainedModel, layout: Layout = "in_place", room?: LogitsRoom): KvSession {
  const session = (model.sessions as unknown as Record<string, GraphSession | undefined>).model;
  if (session === undefined) throw new Error("the model has no decoder session");
  const type = (model.config as unknown as { model_type?: string }).model_type ?? "";
  if (ODD_POSITIONS.has(type)) throw new Error(`models of the type ${type} count positions in another way`);
  const own: KvSession["own"] = (cache, columns) => (layout === "in_place" ? ownCache(cache, columns) : cache);
  if (session.inputNames.includes(PACKED.splits)) return packedSession(session, own, room);
  const strange = session.inputNames.find((name) => !KNOWN.has(name) && !CACHE_NAME.test(name));
  if (strange !== undefined) throw new Error(`the graph has an input ${strange}`);
  const run: KvSession["run"] = (cache, ids, rows) =>
    read(session, { cache: layout === "cut" ? cropCache(cache, cache.length) : cache, ids, rows }, room);
  return {
    empty: emptyCache(session),
    slots: 1,
    own,
    run,
    runTogether: (reads) => Promise.all(reads.map(({ cache, ids, rows }) => run(cache, ids, rows))),
  };
}

async function read(session: GraphSession, { cache: known, ids, rows }: Read, room?: LogitsRoom): Promise<Pass> {
  const fed = filled(ids);
  const length = known.length + fed.length;
  const cache = known.inPlace ? ownCache(known, length) : known;
  const feeds: Record<string, RawTensor> = { ...cache.tensors, input_ids: int64s(fed, [1, fed.length]) };
  const kept = Math.max(FEWEST_ROWS, rows);
  const optional: Record<string, () => RawTensor> = {
    attention_mask: () => rawTensor("int64", new BigInt64Array(length).fill(1n), [1, length]),
    position_ids: () => int64s(from(cache.length, fed.length), [1, fed.length]),
    num_logits_to_keep: () => int64s([kept], []),
  };
  for (const [name, make] of Object.entries(optional)) if (session.inputNames.includes(name)) feeds[name] = make();
  const { tensors, logits, vocabulary } = await runGraph(session, feeds, {
    ...writtenTo(cache),
    ...(session.inputNames.includes("num_logits_to_keep") && roomForLogits(session, kept, room)),
  });
  // A graph that is not told how many gives the logits of all tokens.
  const end = logits.length - (fed.length - ids.length) * vocabulary;
  return {
    cache: { ...cache, tensors: presentOf(cache.tensors, tensors), length: cache.length + ids.length },
    ...{ logits: logits.subarray(end - rows * vocabulary, end), vocabulary },
    ...{ alone: true, othersMs: 0 },
  };
}
