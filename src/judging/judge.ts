/** Candidate + check → verdict. The tests go to the judge's process and nowhere else. */

import type {
  Candidate,
  CheckExecution,
  CheckJob,
  Failure,
  ImportPrelude,
  Judgement,
  Limits,
  Sandbox,
  Task,
  UnitTestCheck,
} from "../core/index.ts";
import { InfraError } from "../lib/errors.ts";
import { judgeProgram } from "./judge_program.ts";
import { capped, causesOf, type JudgeOptions, withoutRun } from "./judgement.ts";

/** What `judge` needs of a task. */
export type Judged = Pick<Task, "check" | "entry_point">;

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

async function judgeCode(
  code: string,
  { check, entry_point }: Judged,
  sandbox: Sandbox,
  limits: Limits,
  options: JudgeOptions,
): Promise<Judgement> {
  if (check.kind === "stdio") return judgeProgram(code, check, sandbox, limits, options);
  const job = checkJob(code, check, entry_point, options.imports);
  return judgementOf(await sandbox.run(job, limits, options.signal));
}

function checkJob(candidate: string, check: UnitTestCheck, entryPoint: string, imports: ImportPrelude): CheckJob {
  return { kind: "check", candidate, tests: check.tests, helpers: check.helpers, entryPoint, imports };
}

async function twice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InfraError)) throw error;
    return work();
  }
}

function judgementOf(execution: CheckExecution): Judgement {
  const { verdict, failure } = execution;
  const stderr = failure === undefined ? execution.stderr : joined(execution.stderr, traceback(failure));
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

/** A failure in the shape of Python's own traceback, with the candidate's frames only. */
function traceback(failure: Failure): string {
  const frames = failure.frames.map(
    (frame) => `  File "candidate.py", line ${frame.line}, in ${frame.function}\n    ${frame.source}`,
  );
  const head = frames.length > 0 ? ["Traceback (most recent call last):", ...frames] : [];
  const last = failure.message === "" ? failure.type : `${failure.type}: ${failure.message}`;
  return [...(failure.assertion === undefined ? [] : [failure.assertion]), ...head, last].join("\n");
}
