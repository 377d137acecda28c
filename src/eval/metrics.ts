/**
 * The statistics: pure arithmetic, no input or output.
 */

export type Interval = readonly [low: number, high: number];

/** The 97.5 % quantile of the standard normal distribution. */
const Z95 = 1.959963984540054;

/**
 * Wilson's score interval for a share (Wilson 1927), the right one for small samples and for shares near 0 and 1.
 *
 * @param passed successes, 0 ≤ passed ≤ total
 * @param total trials; 0 gives [0, 1], since nothing is known
 */
export function wilson(passed: number, total: number, z: number = Z95): Interval {
  if (total === 0) return [0, 1];
  const share = passed / total;
  const centre = share + (z * z) / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  const scale = 1 + (z * z) / total;
  const low = passed === 0 ? 0 : (centre - spread) / scale;
  const high = passed === total ? 1 : (centre + spread) / scale;
  return [low, high];
}
