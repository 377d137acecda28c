/** A mean over tasks, and how sure it is. */
import { bootstrapMean, type Interval, wilson } from "./metrics.ts";

/** A share with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly ci95: Interval;
}

/** How many numbers the bootstrap may draw: above this, fewer resamples; they shift the interval's ends by a hair. */
const DRAWS = 20_000_000;

/**
 * The mean with the bootstrap's interval. Where all values are alike the bootstrap would be certain of them: then
 * tasks unlike these may be as many as Wilson's interval for none of them allows, each at the other end of the range.
 *
 * @param values one per task
 * @param range what a value can be: a share, or a difference of two
 * @returns undefined where there are none
 */
export function meanEstimate(values: readonly number[], range: Interval = SHARE): Estimate | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  const value = values.reduce((sum, it) => sum + it, 0) / values.length;
  if (values.every((it) => it === first)) return { value: first, ci95: unlikeOthers(first, values.length, range) };
  const resamples = Math.min(10_000, Math.max(1_000, Math.floor(DRAWS / values.length)));
  return { value, ci95: bootstrapMean(values, 0, resamples) };
}

const SHARE: Interval = [0, 1];
export const DIFFERENCE: Interval = [-1, 1];
/** The mean of differences of which there are none. */
export const NOTHING_KNOWN: Estimate = { value: 0, ci95: DIFFERENCE };

/** At 0 and at 1 of a share this is Wilson's interval itself. */
function unlikeOthers(value: number, tasks: number, [least, most]: Interval): Interval {
  const [, unlike] = wilson(0, tasks);
  return [value - unlike * (value - least), value + unlike * (most - value)];
}
