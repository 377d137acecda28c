/** Whether a model computes the same for several tokens at once as for one after the other. */
import { type Cache, cropCache } from "./cache.ts";
import type { KvSession, Pass } from "./kv_session.ts";
import { compareRows, type Likeness, worseOf } from "./likeness.ts";

/** What the check found. */
export interface SelfCheck extends Likeness {
  /** Whether what stands behind a cache's length does no harm, so that a draft is taken back at no cost. */
  readonly freeRollback: boolean;
}

/** Tokens that are read first. */
const READ = 16;
/** Those behind them are read one by one, and in passes of these lengths: kernels differ by the number of rows. */
const LENGTHS = [2, 4, 8, 16] as const;
/** Tokens of a text that the check takes. */
export const CHECK_TOKENS = LENGTHS.reduce<number>((sum, length) => sum + length, READ);

/** Runs the check on any text's first tokens, in some forty passes. */
export async function selfCheck(session: KvSession, ids: readonly number[]): Promise<SelfCheck> {
  const [read, rest] = [ids.slice(0, READ), ids.slice(READ, CHECK_TOKENS)];
  const start = (await session.run(session.empty, read, 1)).cache;
  const single = await readInTurn(
    session,
    start,
    rest,
    rest.map(() => 1),
  );
  const together = await readInTurn(session, start, rest, LENGTHS);
  const whole = rowsOf(await session.run(session.empty, [...read, ...rest], rest.length));
  const found = [together, whole].flatMap((rows) => rows.map((row, at) => compareRows(row, single[at] ?? row)));
  return { ...worseOf(...found), freeRollback: await rollsBackFreely(session, start, rest.slice(0, 8)) };
}

/** The logits of the tokens of `ids`, read after `cache` in passes of these lengths. */
async function readInTurn(session: KvSession, cache: Cache, ids: readonly number[], lengths: readonly number[]) {
  const rows: Float32Array[] = [];
  let known = cache;
  for (const length of lengths) {
    const pass = await session.run(known, ids.slice(rows.length, rows.length + length), length);
    rows.push(...rowsOf(pass));
    known = pass.cache;
  }
  return rows;
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
    return (
      lengths.every((length) => length === READ + rest.length) && free.logits.every((it, i) => it === cut.logits[i])
    );
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
