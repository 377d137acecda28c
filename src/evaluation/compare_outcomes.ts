/** Two runs over the same tasks: what one gains and loses against the other, and whether chance alone would do it. */
import { DIFFERENCE, type Estimate, meanEstimate, NOTHING_KNOWN } from "./estimate.ts";
import { mcnemarExact } from "./metrics.ts";
import { solvedSamples, type TaskOutcome } from "./outcomes.ts";

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
    return share === undefined ? [] : [{ id: outcome.task_id, before: share, after: shareOf(outcome, second) }];
  });
  const { gained, lost, difference, p } = comparePairs(pairs);
  const single = first.samples === 1 && second.samples === 1;
  return { tasks: pairs.length, gained, lost, difference, p: single ? p : undefined };
}

/** A task in two runs: the shares of its samples that were solved. */
export interface TaskPair {
  readonly id: string;
  readonly before: number;
  readonly after: number;
}

/** Who gained and lost, by how much on average with the bootstrap's interval over tasks, and McNemar's exact p. */
export function comparePairs(pairs: readonly TaskPair[]) {
  const gained = pairs.filter(({ before, after }) => after > before).map(({ id }) => id);
  const lost = pairs.filter(({ before, after }) => after < before).map(({ id }) => id);
  const difference =
    meanEstimate(
      pairs.map(({ before, after }) => after - before),
      DIFFERENCE,
    ) ?? NOTHING_KNOWN;
  return { gained, lost, difference, p: mcnemarExact(gained.length, lost.length) };
}

function shareOf(outcome: TaskOutcome, { samples, attempts }: ComparedRun): number {
  return solvedSamples(outcome, attempts) / samples;
}
