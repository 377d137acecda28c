/** From what a fork server saw to an execution: pure functions. */

import type { CheckExecution, ExecutableExecution, Execution, Failure, LimitHit, Limits } from "../core/index.ts";
import { InfraError } from "../lib/errors.ts";
import { type JobReport, type ProcessEnd, type Reply, reportSchema } from "./wire.ts";

/** The exit status with which a judge says that the candidate went; see the harness. */
const CANDIDATE_GONE = 3;
const SIGXCPU = 24;
/** Characters. */
const MOST_SHOWN = 16_384;
const SIGKILL = 9;
const SIGNAL_NAMES: Readonly<Record<number, string>> = {
  4: "SIGILL",
  6: "SIGABRT",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
};

type Outcome = Pick<CheckExecution, "verdict"> & { readonly failure?: Failure };

/** The verdict of a `check` job. Throws InfraError where the isolation layer, not the candidate, failed. */
export function checkExecution(reply: Reply, limits: Limits): CheckExecution {
  throwIfIsolationFailed(reply);
  const { candidate, judge } = reply.ends;
  if (candidate === undefined || judge === undefined) throw new InfraError("the sandbox lost a process");
  const report = parseReport(reply.report);
  const limit = limitHit(reply, [candidate, judge], report, limits) ?? (isMemoryError(report) ? "memory" : null);
  const outcome = limit === null ? judged(report, candidate, judge) : limitOutcome(limit, report, limits);
  const cpuSec = candidate.cpu + judge.cpu;
  const exitCode = outcome.verdict === "passed" ? 0 : endedBySandbox(limit) ? null : ownExit(candidate);
  return { kind: "check", ...outcome, asserts: report?.asserts ?? 0, ...common(reply, limit, exitCode, cpuSec) };
}

/** One case of a `stdio` job. Throws InfraError where the isolation layer failed. */
export function programExecution(reply: Reply, limits: Limits): Execution & { readonly failure?: Failure } {
  throwIfIsolationFailed(reply);
  const { program } = reply.ends;
  if (program === undefined) throw new InfraError("the sandbox lost a process");
  const report = parseReport(reply.report);
  const limit = limitHit(reply, [program], report, limits) ?? (isMemoryError(report) ? "memory" : null);
  const failure = report?.failure === undefined ? {} : { failure: plainFailure(report.failure) };
  const kept = { ...reply, stderr: shortened(reply.stderr), stdout: limit ? shortened(reply.stdout) : reply.stdout };
  return { ...common(kept, limit, endedBySandbox(limit) ? null : program.exit, program.cpu), ...failure };
}

/** An `executable` job. Throws InfraError where the isolation layer failed, or nothing could be started. */
export function executableExecution(reply: Reply, limits: Limits): ExecutableExecution {
  throwIfIsolationFailed(reply);
  const { executable } = reply.ends;
  if (executable === undefined) throw new InfraError("the sandbox lost a process");
  if (reply.report !== "") throw new InfraError(`the program cannot be started: ${reply.report}`);
  // The one that had too much may have been a child of the one that is named.
  const limit = limitHit(reply, [executable], undefined, limits) ?? (reply.outOfMemory ? "memory" : null);
  return {
    kind: "executable",
    ...common(reply, limit, endedBySandbox(limit) ? null : executable.exit, executable.cpu),
  };
}

/** A stream that decides nothing: a problem has hundreds of cases, and a program can fill the streams of each. */
function shortened({ text, cut }: Reply["stdout"]): Reply["stdout"] {
  if (text.length <= MOST_SHOWN) return { text, cut };
  const half = MOST_SHOWN / 2;
  const both = `${text.slice(0, half)}\n[… ${text.length - MOST_SHOWN} characters cut …]\n${text.slice(-half)}`;
  return { text: Buffer.from(both).toString(), cut: true }; // a copy: a slice would keep the whole alive
}

/** CPU seconds that a job's processes used together. */
export function cpuSeconds(reply: Reply): number {
  return Object.values(reply.ends).reduce((sum, end) => sum + (end?.cpu ?? 0), 0);
}

function throwIfIsolationFailed(reply: Reply): void {
  if (reply.failure !== null) throw new InfraError(`the sandbox's isolation did not stand: ${reply.failure}`);
}

function common(reply: Reply, limit: LimitHit, exitCode: number | null, cpuSec: number): Execution {
  return {
    exitCode,
    stdout: reply.stdout.text,
    stderr: reply.stderr.text,
    stdoutCut: reply.stdout.cut,
    stderrCut: reply.stderr.cut,
    runtimeSec: reply.seconds,
    cpuSec,
    limit,
  };
}

function parseReport(text: string): JobReport | undefined {
  if (text === "") return undefined;
  try {
    return reportSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // a judge that was ended while it wrote
  }
}

// --------------------------------------------------------------------------------------------------- limits

function limitHit(reply: Reply, ends: readonly ProcessEnd[], report: JobReport | undefined, limits: Limits): LimitHit {
  if (reply.limit === "time" || reply.limit === "memory") return reply.limit;
  if (reply.limit !== null || reply.stdout.cut || reply.stderr.cut) return "output";
  const byKernel = ends.filter((end) => endedByKernel(end, report));
  // SIGXCPU may be ignored; the hard limit, a second later, may not.
  if (ends.some((end) => end.signal === SIGXCPU) || byKernel.some((end) => end.cpu >= limits.cpuSec)) return "time";
  return reply.outOfMemory && byKernel.length > 0 ? "memory" : null;
}

/** The judge may see the candidate go, and end, before the zygote does, which then "kills" what is dead already. */
function endedByKernel(end: ProcessEnd, report: JobReport | undefined): boolean {
  return end.signal === SIGKILL && (!end.killed || report?.verdict === "ended");
}

function isMemoryError(report: JobReport | undefined): boolean {
  return report?.verdict !== "passed" && report?.failure?.type === "MemoryError";
}

function endedBySandbox(limit: LimitHit): boolean {
  return limit === "time" || limit === "output";
}

function limitOutcome(limit: NonNullable<LimitHit>, report: JobReport | undefined, limits: Limits): Outcome {
  const mib = Math.round(limits.memoryBytes / 2 ** 20);
  const told = {
    time: { verdict: "timeout", type: "TimeoutError", message: `no answer within ${limits.timeoutSec} s` },
    memory: { verdict: "memory_limit", type: "MemoryError", message: `more than ${mib} MiB of memory` },
    output: { verdict: "output_limit", type: "OutputLimit", message: `more than ${limits.outputBytes} bytes printed` },
  } as const;
  const { verdict, type, message } = told[limit];
  if (limit === "memory" && report?.failure !== undefined) return { verdict, failure: plainFailure(report.failure) };
  return { verdict, failure: { type, message, frames: [] } };
}

// ----------------------------------------------------------------------------------------- what the judge says

function judged(report: JobReport | undefined, candidate: ProcessEnd, judge: ProcessEnd): Outcome {
  if (report?.verdict === "broken_tests") throw new InfraError(`the tests cannot run: ${report.failure?.message}`);
  const expected = report?.verdict === "ended" ? CANDIDATE_GONE : 0;
  if (report?.verdict === undefined || judge.exit !== expected) {
    return { verdict: "runtime_error", failure: failureOf("JudgeEnded", `the tests ${howItEnded(judge)}`) };
  }
  // The candidate is to wait until it is ended. One that went by itself went for a reason of its own.
  if (report.verdict === "ended" || (report.verdict === "passed" && !wasKilled(candidate))) {
    return { verdict: "runtime_error", failure: failureOf("ProcessEnded", `the candidate ${howItEnded(candidate)}`) };
  }
  if (report.verdict === "passed" && report.asserts === 0) {
    return { verdict: "wrong_answer", failure: failureOf("AssertionError", "the tests executed no assertion") };
  }
  return {
    verdict: report.verdict,
    ...(report.failure === undefined ? {} : { failure: plainFailure(report.failure) }),
  };
}

function plainFailure({ assertion, ...failure }: NonNullable<JobReport["failure"]>): Failure {
  return assertion === undefined ? failure : { ...failure, assertion };
}

function failureOf(type: string, message: string): Failure {
  return { type, message, frames: [] };
}

function wasKilled(end: ProcessEnd): boolean {
  return end.killed && end.signal === SIGKILL;
}

function howItEnded(end: ProcessEnd): string {
  if (wasKilled(end)) return "stopped answering";
  if (end.exit !== null) return `ended its process with status ${end.exit}`;
  return `was ended by signal ${SIGNAL_NAMES[end.signal ?? 0] ?? end.signal}`;
}

/** The candidate's own exit status; 1 where it was still running when the tests failed, as interpreters exit. */
function ownExit(candidate: ProcessEnd): number | null {
  return wasKilled(candidate) ? 1 : candidate.exit;
}
