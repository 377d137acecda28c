/** Candidate + check → verdict. The tests go to the judge's process and nowhere else. */

import type {
  Candidate,
  CheckExecution,
  ImportPrelude,
  Judgement,
  Language,
  Limits,
  Sandbox,
  Task,
} from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { InfraError } from "../lib/errors.ts";
import { judgeProgram } from "./judge_program.ts";
import { capped, causesOf, type JudgeOptions, withoutRun } from "./judgement.ts";

/** What `judge` needs of a task; the default language where it names none. */
export type Judged = Pick<Task, "check" | "entry_point"> & { readonly language?: string };

/**
 * Judges a candidate. It never throws for what a candidate does. A failure of the isolation layer is tried once more on the
 * same candidate; a second one is the verdict `sandbox_error`, with its cause in `stderr`.
 * @throws UserError, and the signal's reason when it is aborted.
 */
export async function judge(
  candidate: Candidate,
  task: Judged,
  sandbox: Sandbox,
  limits: Limits,
  options: JudgeOptions,
): Promise<Judgement> {
  if (candidate.code === undefined) return withoutRun("no_code", "The answer holds no code.");
  const { code } = candidate;
  try {
    return await twice(() => judgeCode(code, task, sandbox, limits, options));
  } catch (error) {
    if (!(error instanceof InfraError)) throw error;
    return withoutRun("sandbox_error", causesOf(error));
  }
}

/** What a judge of candidates is made of. */
export interface JudgeParts {
  readonly sandbox: Sandbox;
  readonly limits: Limits;
  readonly imports: ImportPrelude;
}

/** The judge of the agent's execute node, and of the tool. */
export function makeJudge({ sandbox, limits, imports }: JudgeParts) {
  return (candidate: Candidate, task: Judged, signal?: AbortSignal): Promise<Judgement> =>
    judge(candidate, task, sandbox, limits, { imports, signal });
}

async function judgeCode(
  code: string,
  task: Judged,
  sandbox: Sandbox,
  limits: Limits,
  options: JudgeOptions,
): Promise<Judgement> {
  const { check, entry_point: entryPoint } = task;
  const language = languageOf(task);
  if (check.kind === "stdio") return judgeProgram(code, language, check, sandbox, limits, options);
  const { tests, helpers } = check;
  const run = { candidate: code, tests, helpers, entryPoint, imports: options.imports };
  return judgementOf(await language.runTests(sandbox, run, limits, options.signal), language);
}

async function twice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InfraError)) throw error;
    return work();
  }
}

function judgementOf(execution: CheckExecution, language: Language): Judgement {
  const { verdict, failure } = execution;
  const stderr = failure === undefined ? execution.stderr : joined(execution.stderr, language.failureText(failure));
  return {
    verdict,
    execution: {
      exit_code: execution.exitCode,
      stdout: capped(execution.stdout, execution.stdoutCut),
      stderr: capped(stderr, execution.stderrCut),
      runtime_sec: execution.runtimeSec,
    },
    ...(failure === undefined ? {} : { failure }),
  };
}

function joined(...texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join("\n");
}
