/** An answer becomes an attempt: its code is taken out, and judged unless it was judged before. */
import {
  type Attempt,
  type Candidate,
  type CaseCounts,
  DEFAULT_RULE,
  type Judge,
  type Judgement,
  type Task,
} from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { answerFields, type Pending, secondsSince } from "./ask.ts";

export interface Answered {
  readonly task: Task;
  readonly pending: Pending;
  readonly candidate: Candidate;
  /** Its number in the sample. */
  readonly attempt: number;
  /** The attempts before it. */
  readonly before: readonly Attempt[];
}

/** @returns the attempt, and what became of it, for feedback; undefined where the very same text was judged before */
export async function tryAnswer(
  { task, pending, candidate, attempt, before }: Answered,
  judge: Judge,
  signal?: AbortSignal,
): Promise<{ readonly attempt: Attempt; readonly judgement?: Judgement }> {
  const started = performance.now();
  const same = sameProgram(before, candidate, task);
  const shared = {
    ...{ attempt, candidate: candidate.code ?? null, extraction: candidate.source, ...answerFields(pending) },
    ...(candidate.rule && { extraction_rule: candidate.rule }),
    ...(same && { repeats: same.attempt }),
  };
  const timings = () => ({ model: pending.seconds, execute: secondsSince(started) });
  if (same?.candidate === candidate.code && same !== undefined)
    return { attempt: { ...shared, ...outcomeOf(same), timings_sec: timings() } };
  const judgement = await judge(candidate, task, signal);
  const { verdict, execution, failure } = judgement;
  const counts = caseCounts(task, judgement);
  const judged = { verdict, ...execution, ...(failure && { failure }), ...(counts && { cases: counts }) };
  return { attempt: { ...shared, ...judged, timings_sec: timings() }, judgement };
}

/**
 * An earlier attempt that does the same: its very text, or the same lines without comments, blanks and imports. Imports
 * may decide a verdict, so only the same text is not judged again.
 */
function sameProgram(before: readonly Attempt[], { code }: Candidate, task: Task): Attempt | undefined {
  if (code === undefined) return undefined;
  const judged = before.filter((it) => it.candidate !== null && it.verdict !== "sandbox_error");
  const { essentialLines } = languageOf(task);
  const key = (text: string): string => essentialLines(text).join("\n");
  const wanted = key(code);
  return judged.find((it) => it.candidate === code) ?? judged.find((it) => key(it.candidate ?? "") === wanted);
}

function outcomeOf({ verdict, exit_code, stdout, stderr, failure, cases }: Attempt) {
  return {
    ...{ verdict, exit_code, stdout, stderr, runtime_sec: 0 },
    ...(failure && { failure }),
    ...(cases && { cases }),
  };
}

/** A program that was not run at all has failed every case. */
function caseCounts({ check }: Task, { cases }: Judgement): CaseCounts | undefined {
  if (check.kind !== "stdio") return undefined;
  const failed = check.cases.flatMap((_, index) => (cases?.[index]?.verdict === "passed" ? [] : [index]));
  const { length: total } = check.cases;
  return { passed: total - failed.length, total, failed, compare: check.compare ?? DEFAULT_RULE };
}
