/** What a judge is told besides the candidate, and the few kilobytes of an execution that records keep. */

import type { ImportPrelude, Judgement, Verdict } from "../core/index.ts";
import { messageOf } from "../lib/errors.ts";

/** Characters of each stream that a record keeps. */
export const KEPT = 8192;

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
