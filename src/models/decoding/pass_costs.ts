/** What a forward pass costs by the number of its tokens, and how long a draft is worth checking at that price. */
import type { KvSession } from "./pass.ts";

/** Tokens of the passes that are timed. */
const TIMED = [2, 4, 8, 16, 32, 64] as const;
/** Each length is timed this often; the fastest counts, since other work only slows a pass down. */
const REPEATS = 5;

/** Costs of passes over 1, 2, … tokens, in units of the cost of one: that is a pass over two, for no pass has fewer. */
export type PassCosts = readonly number[];

/** Times passes after the tokens `ids`, over the first of them again. */
export async function measureCosts(session: KvSession, ids: readonly number[]): Promise<PassCosts> {
  const { cache } = await session.run(session.empty, ids, 1);
  const best = new Map<number, number>(TIMED.map((length) => [length, Number.POSITIVE_INFINITY]));
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const length of TIMED) {
      const fed = Array.from({ length }, (_, at) => ids[at % ids.length] ?? 0);
      const start = performance.now();
      await session.run(cache, fed, length);
      best.set(length, Math.min(best.get(length) ?? 0, performance.now() - start));
    }
  }
  return interpolate(best);
}

/** Straight lines between the lengths that were timed; a longer pass never counts as cheaper. */
function interpolate(timed: ReadonlyMap<number, number>): PassCosts {
  const one = timed.get(TIMED[0]) ?? 1;
  const costs = [1, 1];
  for (const [index, to] of TIMED.slice(1).entries()) {
    const from = TIMED[index] as number;
    const [low, high] = [costs.at(-1) ?? 1, Math.max(costs.at(-1) ?? 1, (timed.get(to) ?? one) / one)];
    for (let length = from + 1; length <= to; length++)
      costs.push(low + ((high - low) * (length - from)) / (to - from));
  }
  return costs;
}

/** Costs of passes over 1, 2, … tokens of each of several rows: a token of another row costs what one more of a row does. */
export function sharedCosts(costs: PassCosts, rows: number): PassCosts {
  if (rows === 1) return costs;
  const each = costs.filter((_, index) => (index + 1) % rows === 0);
  return each.map((cost) => cost / (each[0] ?? 1));
}

/** A draft is at most so many times as long as the run of tokens that agreed before it, but may always be so short. */
const PER_MATCHED = 16;
const SHORT = 4;

/**
 * The length of a draft with the most tokens for a pass's cost, when each is accepted with `probability` if those
 * before it were: (1 − pⁿ⁺¹) / (1 − p) tokens for a draft of n.
 */
export function draftLength(costs: PassCosts, probability: number, matched = Number.POSITIVE_INFINITY): number {
  let [best, rate, tokens, chance] = [0, 1, 1, 1];
  const most = Math.min(costs.length - 1, Math.max(SHORT, PER_MATCHED * matched));
  for (let length = 1; length <= most; length++) {
    chance *= probability;
    tokens += chance;
    const gain = tokens / (costs[length] as number);
    if (gain > rate) [best, rate] = [length, gain];
  }
  return best;
}
