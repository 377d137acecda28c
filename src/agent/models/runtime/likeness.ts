/** How far two ways of computing the same logits agree. */
import { argmax } from "./sampling.ts";

export interface Likeness {
  /** Largest difference of a logit, in units of its row's spread. */
  readonly worst: number;
  /** Whether every row names the same token. */
  readonly agrees: boolean;
}

/**
 * Above this the two computations are not the same one, rounded otherwise. Measured: 4e-7 in fp32, 1e-2 in 4-bit blocks
 * (another kernel for one row than for several), 3e-2 in dynamic int8 (another scale).
 */
const LIMIT = 2e-2;

/** Whether guesses, or rows of other answers, may be computed along. */
export function isTrusted({ worst, agrees }: Likeness): boolean {
  return agrees && worst <= LIMIT;
}

/** Compares a row of logits with the same row computed in the way that counts. */
export function compareRows(row: Float32Array, right: Float32Array): Likeness {
  let [largest, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < row.length; i++) {
    const value = right[i] as number;
    largest = Math.max(largest, Math.abs((row[i] as number) - value));
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { worst: high > low ? largest / (high - low) : largest, agrees: argmax(row) === argmax(right) };
}

/** What is left of several comparisons: the worst of them. */
export function worseOf(...all: readonly Likeness[]): Likeness {
  return { worst: Math.max(0, ...all.map(({ worst }) => worst)), agrees: all.every(({ agrees }) => agrees) };
}
