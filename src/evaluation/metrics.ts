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

/**
 * pass@k: the unbiased estimate of the chance that at least one of k independent samples is right, 1 − C(n−c,k)/C(n,k)
 * (Chen et al. 2021, "Evaluating Large Language Models Trained on Code", section 2.1), as a product that does not
 * overflow.
 *
 * @param samples n ≥ k
 * @param correct c, 0 ≤ c ≤ n
 */
export function passAtK(samples: number, correct: number, k: number): number {
  if (k < 1 || k > samples) throw new RangeError(`pass@${k} needs at least ${k} samples, not ${samples}`);
  if (samples - correct < k) return 1;
  let noneRight = 1;
  for (let n = samples - correct + 1; n <= samples; n++) noneRight *= 1 - k / n;
  return 1 - noneRight;
}

/**
 * McNemar's exact test, two-sided: the chance of a split at least as uneven as this one if a gain were as likely as a
 * loss, 2 · P(X ≤ min(gained, lost)) with X binomial over the discordant pairs (Fagerland, Lydersen & Laake 2013).
 * Pairs that did not change tell nothing.
 *
 * @param gained pairs that failed before and pass now
 * @param lost pairs that passed before and fail now
 */
export function mcnemarExact(gained: number, lost: number): number {
  const pairs = gained + lost;
  let tail = 0;
  let logChoose = 0;
  for (let losses = 0; losses <= Math.min(gained, lost); losses++) {
    if (losses > 0) logChoose += Math.log((pairs - losses + 1) / losses);
    tail += Math.exp(logChoose - pairs * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}

const RESAMPLES = 10_000;

/**
 * Percentile bootstrap interval of a mean, 95 % (Efron & Tibshirani 1993, chapter 13): units are drawn with
 * replacement, so a unit must be what varies independently: a task or a problem, never one of its cases.
 *
 * @param values one per unit
 * @param seed the same seed gives the same interval
 */
export function bootstrapMean(values: readonly number[], seed = 0, resamples: number = RESAMPLES): Interval {
  if (values.length === 0) return [Number.NaN, Number.NaN];
  const random = generator(seed);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < values.length; drawn++) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  }).sort();
  const at = (share: number): number => means[Math.min(resamples - 1, Math.floor(share * resamples))] ?? 0;
  return [at(0.025), at(0.975)];
}

/** Uniform in [0, 1): mulberry32, a 32-bit counter mixed by multiplications. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
