/** Whether a model computes the same for several tokens at once as for one after the other. */
import { type Cache, cropCache } from "./cache.ts";
import type { KvSession, Pass } from "./kv_session.ts";
import { argmax } from "./sampling.ts";

/** What the check found. */
export interface SelfCheck {
  /** Largest difference of a logit, in units of its row's spread. */
  readonly worst: number;
  /** Whether every row names the same token. */
  readonly agrees: boolean;
  /** Whether what stands behind a cache's length does no harm, so that a draft is taken back at no cost. */
  readonly freeRollback: boolean;
}

/** Tokens that are read first, then those that are read in both ways. */
const READ = 16;
const COMPARED = 8;
export const CHECK_TOKENS = READ + COMPARED;

/**
 * Above this the two computations are not the same one, rounded otherwise. Measured: 4e-7 in fp32, 1e-2 in 4-bit blocks
 * (another kernel for one row than for several), 3e-2 in dynamic int8 (another scale).
 */
const LIMIT = 2e-2;

/** Whether a check's outcome is good enough for guesses to be checked several at a time. */
export function isTrusted({ worst, agrees }: SelfCheck): boolean {
  return agrees && worst <= LIMIT;
}

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
    worst: Math.max(...pairs.map(([a, b]) => difference(a, b))),
    agrees: pairs.every(([a, b]) => argmax(a) === argmax(b)),
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

function difference(a: Float32Array, b: Float32Array): number {
  let [largest, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < a.length; i++) {
    const value = b[i] as number;
    largest = Math.max(largest, Math.abs((a[i] as number) - value));
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > low ? largest / (high - low) : largest;
}
