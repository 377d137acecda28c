/** What a judge says, and the few kilobytes of an execution that records keep. */

import type { Failure, ImportPrelude, Verdict } from "../core/index.ts";
import { messageOf } from "../lib/errors.ts";

/** Characters of each stream that a record keeps. */
export const KEPT = 8192;

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
}

export interface JudgeOptions {
  readonly imports: ImportPrelude;
  readonly signal?: AbortSignal | undefined;
}

/** A verdict on something that was not executed. */
export function withoutRun(verdict: Verdict, stderr: string): Judgement {
  return { verdict, execution: { exit_code: null, stdout: "", stderr: capped(stderr, false), runtime_sec: 0 } };
}

/** A message and the messages of its causes, a line each. */
export function causesOf(error: unknown): string {
  const lines: string[] = [];
  for (let cause = error; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined) {
    lines.push(messageOf(cause));
  }
  return lines.join("\ncaused by: ");
}

/** The beginning and the end of a text; a mark says what lies between, or that the sandbox had already cut it. */
export function capped(text: string, cutBefore: boolean): string {
  const mark = cutBefore ? "\n[cut at the output limit]" : "";
  if (text.length <= KEPT) return text + mark;
  const tail = KEPT / 4;
  const left = text.length - KEPT;
  return `${text.slice(0, KEPT - tail)}\n[… ${left} characters cut …]\n${text.slice(-tail)}${mark}`;
}
