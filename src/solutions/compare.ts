/** Two sets of solutions to the same problems, judged on the same cases. */

import type { Candidate, Integrity } from "../core/index.ts";
import type { Problem } from "../datasets/solution_files.ts";
import { DIFFERENCE, meanEstimate, NOTHING_KNOWN } from "../evaluation/estimate.ts";
import { type Interval, mcnemarExact } from "../evaluation/metrics.ts";
import { DEFAULT_LANGUAGE } from "../languages/index.ts";
import { type JudgeParts, programOf, type Score, scoreProgram } from "./evaluate.ts";

export interface ProblemComparison {
  readonly problem_id: number;
  readonly name: string;
  readonly status: "improved" | "unchanged" | "worse";
  readonly total_cases: number;
  readonly original_passed: number;
  readonly improved_passed: number;
  readonly original_ratio: number;
  readonly improved_ratio: number;
  /** Difference of the ratios: a fraction, not a percentage. */
  readonly improvement: number;
  /** Cases, counted from 0, that passed before and fail now; and the other way round. */
  readonly newly_failing: readonly number[];
  readonly newly_passing: readonly number[];
}

export interface SolutionsComparison {
  readonly total_problems: number;
  readonly improved_problems: number;
  readonly unchanged_problems: number;
  readonly worse_problems: number;
  readonly total_cases: number;
  readonly original_passed_cases: number;
  readonly improved_passed_cases: number;
  /** Over all cases: a problem counts as often as it has cases. */
  readonly original_overall_ratio: number;
  readonly improved_overall_ratio: number;
  readonly overall_improvement: number;
  /** The mean over problems: each counts once. */
  readonly original_mean_ratio: number;
  readonly improved_mean_ratio: number;
  readonly mean_improvement: number;
  /** 95 %, bootstrap over problems. */
  readonly mean_improvement_ci95: Interval;
  /** Problems all of whose cases pass. */
  readonly original_solved: number;
  readonly improved_solved: number;
  readonly newly_solved: number;
  readonly newly_unsolved: number;
  /** McNemar's exact test on the solved problems. */
  readonly mcnemar_p: number;
  /** What a forger of the verdicts must do. */
  readonly integrity: Integrity;
  readonly problem_details: readonly ProblemComparison[];
}

/** Judges both solutions of a problem; what is the same program is run once. */
export async function compareProblem(
  problem: Problem,
  original: string,
  improved: string,
  parts: JudgeParts,
): Promise<ProblemComparison> {
  const [before, after] = [programOf(original), programOf(improved)];
  const first = await scoreProgram(before, problem, parts);
  const second = sameProgram(before, after) ? first : await scoreProgram(after, problem, parts);
  return compareScores(problem, first, second);
}

function sameProgram(a: Candidate, b: Candidate): boolean {
  return a.code?.trimEnd() === b.code?.trimEnd();
}

export function compareScores(
  problem: Pick<Problem, "index" | "name">,
  before: Score,
  after: Score,
): ProblemComparison {
  const passes = (score: Score, index: number): boolean => score.cases[index]?.verdict === "passed";
  const cases = Array.from({ length: before.total }, (_, index) => index);
  const improvement = after.passed / after.total - before.passed / before.total;
  return {
    problem_id: problem.index,
    name: problem.name,
    status: improvement > 0 ? "improved" : improvement < 0 ? "worse" : "unchanged",
    total_cases: before.total,
    original_passed: before.passed,
    improved_passed: after.passed,
    original_ratio: before.passed / before.total,
    improved_ratio: after.passed / after.total,
    improvement,
    newly_failing: cases.filter((index) => passes(before, index) && !passes(after, index)),
    newly_passing: cases.filter((index) => !passes(before, index) && passes(after, index)),
  };
}

/** Sums up; `details` must not be empty. */
export function summarizeComparison(details: readonly ProblemComparison[]): SolutionsComparison {
  const sum = (of: (it: ProblemComparison) => number): number => details.reduce((total, it) => total + of(it), 0);
  const count = (test: (it: ProblemComparison) => boolean): number => details.filter(test).length;
  const mean = (of: (it: ProblemComparison) => number): number => sum(of) / details.length;
  const solvedBefore = (it: ProblemComparison): boolean => it.original_passed === it.total_cases;
  const solvedAfter = (it: ProblemComparison): boolean => it.improved_passed === it.total_cases;
  const newlySolved = count((it) => !solvedBefore(it) && solvedAfter(it));
  const newlyUnsolved = count((it) => solvedBefore(it) && !solvedAfter(it));
  const total = sum((it) => it.total_cases);
  const [before, after] = [sum((it) => it.original_passed), sum((it) => it.improved_passed)];
  return {
    total_problems: details.length,
    improved_problems: count((it) => it.status === "improved"),
    unchanged_problems: count((it) => it.status === "unchanged"),
    worse_problems: count((it) => it.status === "worse"),
    total_cases: total,
    original_passed_cases: before,
    improved_passed_cases: after,
    original_overall_ratio: before / total,
    improved_overall_ratio: after / total,
    overall_improvement: (after - before) / total,
    original_mean_ratio: mean((it) => it.original_ratio),
    improved_mean_ratio: mean((it) => it.improved_ratio),
    mean_improvement: mean((it) => it.improvement),
    mean_improvement_ci95: (
      meanEstimate(
        details.map((it) => it.improvement),
        DIFFERENCE,
      ) ?? NOTHING_KNOWN
    ).ci95,
    original_solved: count(solvedBefore),
    improved_solved: count(solvedAfter),
    newly_solved: newlySolved,
    newly_unsolved: newlyUnsolved,
    mcnemar_p: mcnemarExact(newlySolved, newlyUnsolved),
    integrity: DEFAULT_LANGUAGE.integrity,
    problem_details: details,
  };
}
