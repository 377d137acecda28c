/** Candidate + check → verdict. The tests go to the judge's process and nowhere else. */
import { InfraError, messageOf } from "../errors.ts";
import type {
  Candidate,
  CheckExecution,
  CheckJob,
  Failure,
  ImportPrelude,
  Limits,
  Sandbox,
  Task,
  UnitTestCheck,
  Verdict,
} from "../types.ts";

/** Characters of each stream that a record keeps. */
const KEPT = 8192;

/** An execution as records carry it. */
export interface JudgedExecution {
  readonly exit_code: number | null;
  /** At most some kilobytes; marked where it was cut. */
  readonly stdout: string;
  readonly stderr: string;
  readonly runtime_sec: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly execution: JudgedExecution;
  readonly failure?: Failure;
}

export interface JudgeOptions {
  readonly imports: ImportPrelude;
  readonly signal?: AbortSignal | undefined;
}

/** What `judge` needs of a task. */
export type Judged = Pick<Task, "check" | "entry_point">;

/**
 * Judges a candidate. It never throws for what a candidate does. A failure of the wall is tried once more on the
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
  const { check } = task;
  if (check.kind !== "unit_tests")
    return withoutRun("sandbox_error", `checks of kind ${check.kind} are not judged yet`);
  const job = checkJob(candidate.code, check, task.entry_point, options.imports);
  try {
    return judgementOf(await runTwice(sandbox, job, limits, options.signal));
  } catch (error) {
    if (!(error instanceof InfraError)) throw error;
    return withoutRun("sandbox_error", causesOf(error));
  }
}

function checkJob(candidate: string, check: UnitTestCheck, entryPoint: string, imports: ImportPrelude): CheckJob {
  return { kind: "check", candidate, tests: check.tests, helpers: check.helpers, entryPoint, imports };
}

async function runTwice(
  sandbox: Sandbox,
  job: CheckJob,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<CheckExecution> {
  try {
    return await sandbox.run(job, limits, signal);
  } catch (error) {
    if (!(error instanceof InfraError)) throw error;
    return sandbox.run(job, limits, signal);
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

function withoutRun(verdict: Verdict, stderr: string): Judgement {
  return { verdict, execution: { exit_code: null, stdout: "", stderr: capped(stderr, false), runtime_sec: 0 } };
}

function causesOf(error: unknown): string {
  const lines: string[] = [];
  for (let cause = error; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined) {
    lines.push(messageOf(cause));
  }
  return lines.join("\ncaused by: ");
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

/** The beginning and the end of a text; a mark says what lies between, or that the sandbox had already cut it. */
function capped(text: string, cutBefore: boolean): string {
  const mark = cutBefore ? "\n[cut at the output limit]" : "";
  if (text.length <= KEPT) return text + mark;
  const tail = KEPT / 4;
  const left = text.length - KEPT;
  return `${text.slice(0, KEPT - tail)}\n[… ${left} characters cut …]\n${text.slice(-tail)}${mark}`;
}
