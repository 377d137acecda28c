/** Which of a sample's attempts counts. */
import type { Attempt, CaseCounts, Verdict } from "../core/index.ts";

/** Share of the cases that passed; 0 where nothing was run. */
export function passRatio(cases: Pick<CaseCounts, "passed" | "total"> | undefined): number {
  return cases === undefined || cases.total === 0 ? 0 : cases.passed / cases.total;
}

/**
 * The attempt that passed most cases, the earliest of equals; the last one where cases are not counted, or where the
 * isolation layer failed on it: such a sample is not finished.
 */
export function keptAttempt(attempts: readonly Attempt[]): Attempt {
  const last = attempts.at(-1);
  if (last === undefined) throw new Error("no attempt has been executed yet");
  if (last.verdict === "sandbox_error" || last.cases === undefined) return last;
  return attempts.reduce((best, next) => (passRatio(next.cases) > passRatio(best.cases) ? next : best));
}

/** How near a candidate is that failed the examples. */
const NEARNESS: Partial<Record<Verdict, number>> = { passed: 3, wrong_answer: 2, runtime_error: 1 };

/**
 * The attempt that is handed in: one that passed the examples, else one that ran to a wrong answer rather than one that
 * failed otherwise; of equals one that passes more of its author's own tests, then the program that was written most
 * often, then the earliest.
 */
export function bestCandidate(attempts: readonly Attempt[]): Attempt {
  const first = (attempt: Attempt): number => attempt.repeats ?? attempt.attempt;
  const votes = (attempt: Attempt): number => attempts.filter((it) => first(it) === first(attempt)).length;
  const own = ({ own_tests: it }: Attempt): number => it?.passed ?? 0;
  const better = (a: Attempt, b: Attempt): number =>
    (NEARNESS[b.verdict] ?? 0) - (NEARNESS[a.verdict] ?? 0) ||
    own(b) - own(a) ||
    votes(b) - votes(a) ||
    a.attempt - b.attempt;
  const best = attempts.toSorted(better)[0];
  if (best === undefined) throw new Error("there is nothing to hand in");
  return best;
}
