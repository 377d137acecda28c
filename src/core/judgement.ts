/** What a judge says of a candidate. */
import type { Candidate } from "./candidate.ts";
import type { Failure } from "./failure.ts";
import type { Task } from "./task.ts";
import type { Verdict } from "./verdict.ts";

/** An execution as records carry it. */
export interface JudgedExecution {
  readonly exit_code: number | null;
  /** At most some kilobytes; marked where it was cut. */
  readonly stdout: string;
  readonly stderr: string;
  readonly runtime_sec: number;
}

/** One run of a program on one case, compared with what it should have printed. */
export interface CaseResult {
  /** Position in the check, from 0. */
  readonly index: number;
  readonly verdict: Verdict;
  readonly stdin: string;
  readonly expected: string;
  /** Shortened in the middle where it is long. */
  readonly stdout: string;
  /** What went wrong besides the output: a traceback, a limit; empty where nothing did. */
  readonly error: string;
  readonly exitCode: number | null;
  readonly seconds: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly execution: JudgedExecution;
  readonly failure?: Failure;
  /** Only for a stdin/stdout check; empty where the program could not be run at all. */
  readonly cases?: readonly CaseResult[];
  /** How far the tests got, where whoever judges says so: more is further, and nothing that passed at first fails. */
  readonly progress?: number;
}

/** Runs a candidate on a task's check and says how it ended. */
export type Judge = (candidate: Candidate, task: Task, signal?: AbortSignal) => Promise<Judgement>;
