/** Two runs over the same tasks: what one gains and loses against the other, and whether chance alone would do it. */
import { bootstrapMean, mcnemarExact } from "./metrics.ts";
import { solvedSamples, type TaskOutcome } from "./outcomes.ts";
import type { Estimate } from "./summary.ts";

/** One run of a comparison. */
export interface ComparedRun {
  readonly outcomes: readonly TaskOutcome[];
  readonly samples: number;
  /** Attempts that count: 1 compares pass@1, more compare what was solved with feedback. */
  readonly attempts: number;
}

export interface OutcomesComparison {
  /** Tasks that both runs worked on. */
  readonly tasks: number;
  /** Tasks of which a larger share of the samples passes in the second run. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** Second minus first share, with the bootstrap's interval over tasks. */
  readonly difference: Estimate;
  /** McNemar's exact p, two-sided; undefined with several samples, where a task is not just solved or unsolved. */
  readonly p: number | undefined;
}

export function compareOutcomes(first: ComparedRun, second: ComparedRun): OutcomesComparison {
  const before = new Map(first.outcomes.map((outcome) => [outcome.task_id, shareOf(outcome, first)]));
  const pairs = second.outcomes.flatMap((outcome) => {
    const share = before.get(outcome.task_id);
    return share === undefined ? [] : [{ id: outcome.task_id, change: shareOf(outcome, second) - share }];
  });
  const gained = pairs.filter(({ change }) => change > 0).map(({ id }) => id);
  const lost = pairs.filter(({ change }) => change < 0).map(({ id }) => id);
  const changes = pairs.map(({ change }) => change);
  const mean = changes.reduce((sum, change) => sum + change, 0) / Math.max(1, changes.length);
  const single = first.samples === 1 && second.samples === 1;
  return {
    tasks: pairs.length,
    gained,
    lost,
    difference: { value: mean, ci95: changes.length === 0 ? [-1, 1] : bootstrapMean(changes, 0, RESAMPLES) },
    p: single ? mcnemarExact(gained.length, lost.length) : undefined,
  };
}

const RESAMPLES = 2_000;

function shareOf(outcome: TaskOutcome, { samples, attempts }: ComparedRun): number {
  return solvedSamples(outcome, attempts) / samples;
}
