/** Whether a model computes the same for several tokens at once as for one after the other. */
import { type Cache, cropCache } from "./cache.ts";
import type { KvSession, Pass } from "./kv_session.ts";
import { compareRows, type Likeness, worseOf } from "./likeness.ts";

/** What the check found. */
export interface SelfCheck extends Likeness {
  /** Whether what stands behind a cache's length does no harm, so that a draft is taken back at no cost. */
  readonly freeRollback: boolean;
}

/** Tokens that are read first, then those that are read in both ways. */
const READ = 16;
const COMPARED = 8;
export const CHECK_TOKENS = READ + COMPARED;

/** Runs the check on any text's first tokens. */
export async function selfCheck(session: KvSession, ids: readonly number[]): Promise<SelfCheck> {
  const [read, rest] = [ids.slice(0, READ), ids.slice(READ, CHECK_TOKENS)];
  const start = (await session.run(session.empty, read, 1)).cache;
  const single: Float32Array[] = [];
  let cache = start;
  for (const id of rest) {
    const pass = await session.run(cache, [id], 1);
    single.push(pass.logits);
    cache = pass.cache;
  }
  const together = rowsOf(await session.run(start, rest, COMPARED));
  const whole = rowsOf(await session.run(session.empty, ids.slice(0, CHECK_TOKENS), COMPARED));
  const pairs = [together, whole].flatMap((rows) => rows.map((row, at) => [row, single[at] ?? row] as const));
  return {
    ...worseOf(...pairs.map(([row, right]) => compareRows(row, right))),
    freeRollback: await rollsBackFreely(session, start, rest),
  };
}

/** Reads a wrong draft, then the right tokens over it; compares with the same after the draft was cut off. */
async function rollsBackFreely(session: KvSession, start: Cache, rest: readonly number[]): Promise<boolean> {
  const wrong = [...rest.slice(0, 2), ...rest.slice(0, 3).reverse()];
  const { cache } = await session.run(start, wrong, 1);
  const kept = READ + 2;
  const tail = rest.slice(2);
  const cut = await session.run(cropCache(cache, kept), tail, tail.length);
  try {
    const free = await session.run({ ...cache, length: kept }, tail, tail.length);
    const lengths = Object.values(free.cache.tensors).map((tensor) => tensor.dims[2]);
    return lengths.every((length) => length === CHECK_TOKENS) && free.logits.every((it, i) => it === cut.logits[i]);
  } catch {
    // A graph that takes the cache's length from its tensors cannot add up its shapes.
    return false;
  }
}

function rowsOf({ logits, vocabulary }: Pass): Float32Array[] {
  return Array.from({ length: logits.length / vocabulary }, (_, row) =>
    logits.subarray(row * vocabulary, (row + 1) * vocabulary),
  );
}
