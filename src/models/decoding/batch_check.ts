/** Whether a model computes the same for several rows at once as for each alone, and how it wants them laid out. */
import type { Together } from "./batcher.ts";
import type { Cache } from "./cache.ts";
import { type KvSession, LAYOUTS, type Layout, type Pass, type Read } from "./kv_session.ts";
import { compareRows, isTrusted, type Likeness, worseOf } from "./likeness.ts";

/** What the check found of the best layout; `together` is absent where none computes the same. */
export interface BatchCheck extends Likeness {
  readonly together?: Together;
}

/** Tokens that the rows have read before: of different lengths, the longest neither first nor last. */
const ROWS = [8, 14, 5] as const;
/**
 * Tokens that they then read, a line for each pass; those after the second of a row are taken back, as rejected
 * drafts are. Every second pass has the rows in another order, so that what passes wrote into a common cache is put together
 * anew, and every second one takes it as it is.
 */
const READS: readonly (readonly number[])[] = [
  [1, 1, 1],
  [1, 1, 1],
  [1, 1, 1],
  [3, 1, 4],
  [1, 2, 1],
  [2, 1, 2],
];
const KEPT = 2;
/** Of these passes: what a model can do that takes one token of each row. */
const SINGLE_READS = READS.slice(0, 3);

/** Tokens of a text that the check takes. */
export const BATCH_CHECK_TOKENS = 28;

/** No limit of the model's; a finite number, for it is kept in a file. */
const MANY = 2 ** 20;
const REFUSED: Likeness = { worst: Number.MAX_VALUE };

/** Runs the check on any text's first tokens; the first layout that computes the same is taken. */
export async function batchCheck(session: KvSession, ids: readonly number[]): Promise<BatchCheck> {
  let best = REFUSED;
  for (const layout of LAYOUTS) {
    const single = await likenessOf(session, ids, SINGLE_READS, layout);
    if (single.worst < best.worst) best = single;
    if (!isTrusted(single)) continue;
    const several = layout === "row" ? REFUSED : await likenessOf(session, ids, READS, layout);
    if (isTrusted(several)) return { ...several, together: { layout, tokens: MANY } };
    return { ...single, together: { layout, tokens: 1 } };
  }
  return best;
}

/** One row's way through the check: its tokens so far, and the caches of both ways of reading them. */
interface Row {
  read: number;
  alone: Cache;
  shared: Cache;
}

async function likenessOf(
  session: KvSession,
  ids: readonly number[],
  reads: readonly (readonly number[])[],
  layout: Layout,
): Promise<Likeness> {
  const rows: Row[] = [];
  for (const read of ROWS) {
    const { cache } = await session.run(session.empty, ids.slice(0, read), 1);
    rows.push({ read, alone: cache, shared: cache });
  }
  try {
    const found: Likeness[] = [];
    for (const [pass, counts] of reads.entries()) {
      if (pass % 2 === 0) rows.push(...rows.splice(0, 1));
      found.push(await step(session, ids, rows, counts, layout));
    }
    return worseOf(...found);
  } catch {
    // The graph takes no such batch.
    return REFUSED;
  }
}

async function step(
  session: KvSession,
  ids: readonly number[],
  rows: readonly Row[],
  counts: readonly number[],
  layout: Layout,
): Promise<Likeness> {
  const reads = rows.map(({ read, shared }, at): Read => {
    const count = counts[at] ?? 1;
    return { cache: shared, ids: ids.slice(read, read + count), rows: count };
  });
  const passes = await session.runTogether(reads, layout);
  const found: Likeness[] = [];
  for (const [at, row] of rows.entries()) {
    const { cache, logits, vocabulary } = passes[at] as Pass;
    const kept = Math.min(KEPT, counts[at] ?? 1);
    for (let token = 0; token < kept; token++) {
      const alone = await session.run(row.alone, ids.slice(row.read, row.read + 1), 1);
      found.push(compareRows(logits.subarray(token * vocabulary, (token + 1) * vocabulary), alone.logits));
      row.alone = alone.cache;
      row.read += 1;
    }
    row.shared = { ...cache, length: row.read };
  }
  return worseOf(...found);
}
