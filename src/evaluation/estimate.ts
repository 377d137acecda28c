/** A mean over tasks, and how sure it is. */
import { bootstrapMean, type Interval } from "./metrics.ts";

/** A share with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly ci95: Interval;
}

/** How many numbers the bootstrap may draw: above this, fewer resamples; they shift the interval's ends by a hair. */
const DRAWS = 20_000_000;

/**
 * The mean with the bootstrap's interval.
 *
 * @param values one per task
 * @returns undefined where there are none
 */
export function meanEstimate(values: readonly number[]): Estimate | undefined {
  if (values.length === 0) return undefined;
  const resamples = Math.min(10_000, Math.max(1_000, Math.floor(DRAWS / values.length)));
  return {
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    ci95: bootstrapMean(values, 0, resamples),
  };
}
