/** Whether a model computes the same, to the last bit, for a token in whatever forward pass it is read. */
import { type Cache, columnsOf } from "./cache.ts";
import { compareRows, type Likeness, worseOf } from "./likeness.ts";
import type { KvSession, Pass } from "./pass.ts";

/** Tokens that are read first: no multiple of anything. */
const READ = 21;
/** Those behind them are read one by one, and in passes of these lengths: kernels differ by the number of rows. */
const LENGTHS = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64] as const;
const LONGEST = 64;
/** A prompt that is read whole and in pieces. */
const PROMPT = 200;

/** Runs the check on any text's first tokens, in some hundred passes. */
export async function selfCheck(session: KvSession, text: readonly number[]): Promise<Likeness> {
  const ids = Array.from({ length: PROMPT }, (_, at) => text[at % text.length] ?? 0);
  const [read, rest] = [ids.slice(0, READ), ids.slice(READ, READ + LONGEST)];
  const start = (await session.run(session.empty, read, 1)).cache;
  const single = await readInTurn(session, start, rest);
  const found: Likeness[] = [];
  for (const length of LENGTHS) {
    const rows = rowsOf(await session.run(start, rest.slice(0, length), length));
    found.push(...rows.map((row, at) => compareRows(row, single.rows[at] ?? row)));
    if (worseOf(...found).worst > 0) return worseOf(...found);
  }
  found.push(...(await rolledBack(session, start, rest, single.rows)));
  found.push(await inPieces(session, ids, single.cache));
  return worseOf(...found);
}

/** The logits of the tokens of `ids`, read one by one after `cache`, in a cache of its own as an answer has one. */
async function readInTurn(session: KvSession, cache: Cache, ids: readonly number[]) {
  const rows: Float32Array[] = [];
  let known = session.own(cache, cache.length);
  for (const id of ids) {
    const pass = await session.run(known, [id], 1);
    rows.push(...rowsOf(pass).map((row) => row.slice()));
    known = pass.cache;
  }
  return { rows, cache: known };
}

/** A wrong draft is read, and the right tokens over it. */
async function rolledBack(session: KvSession, start: Cache, rest: readonly number[], right: readonly Float32Array[]) {
  const wrong = [...rest.slice(0, 2), ...rest.slice(3, 9).reverse()];
  const { cache } = await session.run(session.own(start, start.length), wrong, 1);
  const kept = { ...cache, length: start.length + 2 };
  const pass = await session.run(kept, rest.slice(2, 10), 8);
  // A graph that takes the cache's length from its tensors, and whose numbers happened to be the same here.
  if (!pass.cache.inPlace && columnsOf(pass.cache) !== kept.length + 8) return [{ worst: 1 }];
  const rows = rowsOf(pass);
  return rows.map((row, at) => compareRows(row, right[at + 2] ?? row));
}

/** A prompt read whole, and from where an earlier conversation ended. */
async function inPieces(session: KvSession, ids: readonly number[], known: Cache): Promise<Likeness> {
  const whole = (await session.run(session.empty, ids, 1)).logits.slice();
  const behind = await session.run(known, ids.slice(known.length), 1);
  return compareRows(behind.logits, whole);
}

function rowsOf({ logits, vocabulary }: Pass): Float32Array[] {
  return Array.from({ length: logits.length / vocabulary }, (_, row) =>
    logits.subarray(row * vocabulary, (row + 1) * vocabulary),
  );
}
