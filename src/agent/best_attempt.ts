/** Which of a sample's attempts counts. */
import type { Attempt, CaseCounts } from "../core/index.ts";

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
