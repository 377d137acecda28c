/** Do the known-good solutions of a file pass its tests? Where none does, the tests measure something else. */

import type { Candidate, Verdict } from "../core/index.ts";
import type { KnownGood, Problem } from "../datasets/solution_files.ts";
import { sameOutput } from "../judging/compare_output.ts";
import { failureCounts } from "../judging/judge_program.ts";
import { DEFAULT_LANGUAGE } from "../languages/index.ts";
import { type JudgeParts, programOf, type Score, scoreProgram } from "./evaluate.ts";

/** How one known-good solution did. */
export interface KnownGoodScore {
  readonly key: string;
  readonly passed: number;
  readonly total: number;
  readonly failures: readonly (readonly [Verdict, number])[];
}

/** `ok`: some known-good solution passes everything; `suspect`: none does; `unknown`: there is none. */
export interface ProblemHygiene {
  readonly problem_id: number;
  readonly name: string;
  readonly status: "ok" | "suspect" | "unknown";
  readonly solutions: readonly KnownGoodScore[];
  /** The likely reason, for a suspect. */
  readonly reason?: string;
}

/** Runs every known-good solution of a problem. */
export async function checkProblem(problem: Problem, parts: JudgeParts): Promise<ProblemHygiene> {
  const scores: Score[] = [];
  for (const solution of problem.knownGood) scores.push(await scoreProgram(candidateOf(solution), problem, parts));
  const solutions = scores.map(({ passed, total, cases, verdict }, index) => ({
    key: problem.knownGood[index]?.key ?? "",
    passed,
    total,
    failures: cases.length > 0 ? failureCounts(cases) : ([[verdict, total]] as const),
  }));
  const about = { problem_id: problem.index, name: problem.name, solutions };
  if (scores.length === 0) return { ...about, status: "unknown" };
  if (scores.some((it) => it.passed === it.total)) return { ...about, status: "ok" };
  return { ...about, status: "suspect", reason: likelyReason(scores) };
}

/** Known-good programs stand bare in their field, but some files fence them. */
function candidateOf({ program }: KnownGood): Candidate {
  return /^\s*(```|~~~)/m.test(program) ? programOf(program) : { code: program, source: "bare" };
}

/** What the failures of the best of them look like. */
function likelyReason(scores: readonly Score[]): string {
  const best = scores.reduce((a, b) => (b.passed > a.passed ? b : a));
  const failed = best.cases.filter((it) => it.verdict !== "passed");
  const [most] = failureCounts(best.cases)[0] ?? [best.verdict];
  const { name } = DEFAULT_LANGUAGE;
  if (most === "timeout") return `too slow: ${name}, or this machine, does not reach the time limit`;
  if (most !== "wrong_answer")
    return `the solutions do not run here (${most.replaceAll("_", " ")}); written for an older ${name}?`;
  const others = scores.filter((it) => it !== best && it.cases.length > 0);
  const agree = (other: Score): number =>
    failed.filter((it) => sameOutput(other.cases[it.index]?.stdout ?? "", it.stdout)).length;
  if (others.length === 0) return "several answers are accepted, or the tests are wrong";
  if (others.every((other) => agree(other) === failed.length))
    return `the solutions agree with each other, not with ${failed.length} of the tests: wrong tests, or another format`;
  return "the solutions disagree with each other: several answers are accepted, or some solutions are wrong";
}
