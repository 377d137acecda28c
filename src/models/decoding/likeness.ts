/** How far two ways of computing the same logits agree. */

export interface Likeness {
  /** Largest difference of a logit, in units of its row's spread. */
  readonly worst: number;
}

/**
 * Above this the two computations are not the same one, rounded otherwise. Measured: 5e-7 in fp32, 1.2e-2 in 4-bit
 * blocks (another kernel for one row than for several), 4e-2 and more in dynamic int8 (another scale).
 */
const LIMIT = 2e-2;

/**
 * Whether drafts, or rows of other answers, may be computed along. That all rows name the same token is not asked: two
 * that change places lie within twice the difference, where a pass over one token decides.
 */
export function isTrusted({ worst }: Likeness): boolean {
  return worst <= LIMIT;
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
  return { worst: high > low ? largest / (high - low) : largest };
}

/** What is left of several comparisons: the worst of them. */
export function worseOf(...all: readonly Likeness[]): Likeness {
  return { worst: Math.max(0, ...all.map(({ worst }) => worst)) };
}
