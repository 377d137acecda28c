/** Passes over a packed graph: the tokens of several conversations in one row, an attention of its own for each. */

import { PACKED } from "../graph/attention.ts";
import { LOGIT_ROWS } from "../graph/decoder_graph.ts";
import { type Cache, ownCache, type RawTensor, rawTensor } from "./cache.ts";
import {
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
import { FEWEST_ROWS, filled, type KvSession, type Pass, type Read } from "./pass.ts";

export function packedSession(session: GraphSession, own: KvSession["own"], room?: LogitsRoom): KvSession {
  const empty = emptyCache(session);
  const slots = session.inputNames.filter((name) => name.startsWith(`${PACKED.last}.`)).length;
  /** Fills the places that nobody has: an attention must have something to read. */
  const nobody: Read = { cache: empty, ids: [0], rows: 0 };
  const runTogether = (reads: readonly Read[]): Promise<Pass[]> => {
    const all = [...reads, ...Array<Read>(slots - reads.length).fill(nobody)];
    return readAll(session, all, reads.length, room);
  };
  return {
    empty,
    slots,
    own,
    run: async (cache, ids, rows) => (await runTogether([{ cache, ids, rows }]))[0] as Pass,
    runTogether,
  };
}

async function readAll(
  session: GraphSession,
  given: readonly Read[],
  wanted: number,
  room?: LogitsRoom,
): Promise<Pass[]> {
  const fed = given.map(({ ids }) => filled(ids));
  const reads = given.map((read, slot) => ({ ...read, cache: roomFor(read.cache, fed[slot] ?? []) }));
  const starts = fed.map((_, slot) => fed.slice(0, slot).reduce((sum, ids) => sum + ids.length, 0));
  const rows = reads.flatMap((read, slot) => from((starts[slot] ?? 0) + read.ids.length - read.rows, read.rows));
  const asked = [...rows, ...Array<number>(Math.max(0, FEWEST_ROWS - rows.length)).fill(0)];
  const total = fed.reduce((sum, ids) => sum + ids.length, 0);
  const feeds: Record<string, RawTensor> = {
    input_ids: int64s(fed.flat(), [1, total]),
    position_ids: int64s(
      reads.flatMap(({ cache }, slot) => from(cache.length, fed[slot]?.length ?? 0)),
      [1, total],
    ),
    [PACKED.splits]: int64s(fed.map((ids) => ids.length)),
    // The head's product has as many rows as any other.
    [LOGIT_ROWS]: int64s(asked),
  };
  for (const [slot, { cache }] of reads.entries()) {
    const length = cache.length + (fed[slot]?.length ?? 0);
    feeds[`${PACKED.last}.${slot}`] = rawTensor("int32", Int32Array.of(length - 1), [1]);
    feeds[`${PACKED.total}.${slot}`] = rawTensor("int32", Int32Array.of(length), []);
    for (const [name, tensor] of Object.entries(cache.tensors)) feeds[`${name}.${slot}`] = tensor;
  }
  const into = Object.assign({}, ...reads.map(({ cache }, slot) => writtenTo(cache, `.${slot}`)));
  const { tensors, logits, vocabulary } = await runGraph(session, feeds, {
    ...into,
    ...roomForLogits(session, asked.length, room),
  });
  let seen = 0;
  return reads.slice(0, wanted).map(({ cache, ids, rows: count }, slot): Pass => {
    const first = seen;
    seen += count * vocabulary;
    return {
      cache: { ...cache, tensors: presentOf(cache.tensors, tensors, `.${slot}`), length: cache.length + ids.length },
      ...{ logits: logits.subarray(first, seen), vocabulary },
      ...{ alone: wanted === 1, othersMs: 0 },
    };
  });
}

/** A cache that is written in place must have the room. */
function roomFor(cache: Cache, fed: readonly number[]): Cache {
  return cache.inPlace ? ownCache(cache, cache.length + fed.length) : cache;
}
