/** Whether a model computes the same, to the last bit, for rows beside each other as for each alone. */
import type { Cache } from "./cache.ts";
import { compareRows, type Likeness, worseOf } from "./likeness.ts";
import type { KvSession, Pass, Read } from "./pass.ts";

/** Tokens that the rows have read before: of different lengths, the longest neither first nor last. */
const ROWS = [8, 111, 37, 5] as const;
/** Tokens that they then read, a line for each pass; those after the second of a row are taken back, as rejected drafts are. */
const READS: readonly (readonly number[])[] = [
  [1, 1, 1, 1],
  [2, 2, 2, 2],
  [3, 1, 4, 9],
  [1, 16, 1, 2],
  [1, 1, 1, 1],
  [7, 1, 12, 3],
  [2, 1, 2, 1],
];
const KEPT = 2;

/** One row's way through the check: its tokens so far, and the caches of both ways of reading them. */
interface Row {
  read: number;
  alone: Cache;
  shared: Cache;
}

/** Runs the check on any text's first tokens. */
export async function batchCheck(session: KvSession, text: readonly number[]): Promise<Likeness> {
  const ids = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => text[(from + at) % text.length] ?? 0);
  const rows: Row[] = [];
  for (const read of ROWS.slice(0, session.slots)) {
    const { cache } = await session.run(session.empty, ids(0, read), 1);
    rows.push({ read, alone: cache, shared: session.own(cache, read) });
  }
  let found: Likeness = { worst: 0 };
  for (const counts of READS) {
    // Another order each time: rows are put together anew.
    rows.push(...rows.splice(0, 1));
    found = worseOf(found, await step(session, ids, rows, counts));
    if (found.worst > 0) break;
  }
  return found;
}

async function step(
  session: KvSession,
  ids: (from: number, count: number) => number[],
  rows: readonly Row[],
  counts: readonly number[],
): Promise<Likeness> {
  const reads = rows.map(({ read, shared }, at): Read => {
    const count = counts[at] ?? 1;
    return { cache: shared, ids: ids(read, count), rows: count };
  });
  const passes = (await session.runTogether(reads)).map((pass) => ({ ...pass, logits: pass.logits.slice() }));
  const found: Likeness[] = [];
  for (const [at, row] of rows.entries()) {
    const { cache, logits, vocabulary } = passes[at] as Pass;
    const kept = Math.min(KEPT, counts[at] ?? 1);
    for (let token = 0; token < kept; token++) {
      const alone = await session.run(row.alone, ids(row.read, 1), 1);
      found.push(compareRows(logits.subarray(token * vocabulary, (token + 1) * vocabulary), alone.logits));
      row.alone = alone.cache;
      row.read += 1;
    }
    row.shared = { ...cache, length: row.read };
  }
  return worseOf(...found);
}
