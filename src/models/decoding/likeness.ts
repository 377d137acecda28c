/** How far two ways of computing the same logits agree. */

export interface Likeness {
  /** Largest difference of a logit, in units of its row's spread; 0 only where all bits are equal. */
  readonly worst: number;
}

/** Compares a row of logits with the same row computed in another pass. */
export function compareRows(row: Float32Array, right: Float32Array): Likeness {
  let [largest, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < row.length; i++) {
    const [own, value] = [row[i] as number, right[i] as number];
    // A number that is none is never equal to anything.
    if (own !== value) largest = Math.max(largest, Math.abs(own - value) || 1);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { worst: high > low ? largest / (high - low) : largest };
}

/** What is left of several comparisons: the worst of them. */
export function worseOf(...all: readonly Likeness[]): Likeness {
  return { worst: all.reduce((worst, one) => Math.max(worst, one.worst), 0) };
}
