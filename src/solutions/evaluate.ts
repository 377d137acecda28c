/** Solutions to stdin/stdout problems, as the tasks, candidates and judgements that everything else works on. */

import { extractCode } from "../agent/extraction.ts";
import type { Candidate, CaseResult, ImportPrelude, Judgement, Limits, Sandbox, Task } from "../core/index.ts";
import type { Problem } from "../datasets/solution_files.ts";
import { judge } from "../judging/judge.ts";
import { DEFAULT_LANGUAGE } from "../languages/index.ts";
import { InfraError } from "../lib/errors.ts";

/** Where programs are run, and with what. */
export interface JudgeParts {
  readonly sandbox: Sandbox;
  readonly limits: Limits;
  readonly imports: ImportPrelude;
  readonly signal?: AbortSignal | undefined;
}

/** How a solution did. */
export interface Score {
  readonly passed: number;
  readonly total: number;
  readonly verdict: Judgement["verdict"];
  /** One per case; empty where the solution holds no program. */
  readonly cases: readonly CaseResult[];
  /** Why it was not run, where it was not. */
  readonly reason?: string;
}

/** The name of a problem among tasks and records. */
export function taskId(problem: Pick<Problem, "index">): string {
  return `problem/${problem.index}`;
}

/** A problem with one of its solutions as the task to repair it; the solution is the model's reply as it stands. */
export function solutionTask(problem: Problem, key: string): Task {
  return {
    task_id: taskId(problem),
    language: DEFAULT_LANGUAGE.id,
    docstring: problem.statement,
    declaration: "",
    prompt: "",
    buggy_solution: problem.solutions.get(key) ?? "",
    canonical_solution: problem.knownGood[0]?.program ?? "",
    entry_point: "",
    bug_type: "",
    failure_symptoms: "",
    check: problem.check,
  };
}

const WHOLE_PROGRAM = { entry_point: "", declaration: "" };

/** The program in a model's reply: the last fenced block that reads input. */
export function programOf(reply: string): Candidate {
  return extractCode(reply, WHOLE_PROGRAM);
}

/** What is needed of a problem to judge a program. */
type Judgeable = Pick<Problem, "index" | "check">;

/**
 * Runs a program on all cases of a problem.
 *
 * @throws InfraError where the sandbox failed: that is no score
 */
export async function scoreProgram(candidate: Candidate, problem: Judgeable, parts: JudgeParts): Promise<Score> {
  const { sandbox, limits, imports, signal } = parts;
  const judgement = await judge(candidate, { check: problem.check, entry_point: "" }, sandbox, limits, {
    imports,
    signal,
  });
  if (judgement.verdict === "sandbox_error")
    throw new InfraError(`the sandbox failed on ${taskId(problem)}: ${judgement.execution.stderr}`);
  return scoreOf(judgement, problem);
}

function scoreOf({ verdict, cases, execution }: Judgement, problem: Judgeable): Score {
  const total = problem.check.cases.length;
  if (cases === undefined) return { passed: 0, total, verdict, cases: [], reason: execution.stderr };
  return { passed: cases.filter((it) => it.verdict === "passed").length, total, verdict, cases };
}
