/** Saved completions, judged again without a model. */
import pLimit from "p-limit";
import type { Attempt, Candidate, Judgement, SampleRecord, SearchTrace, Task } from "../core/index.ts";
import { outcomeOf } from "./record_outcome.ts";

export interface RejudgeParts {
  readonly extract: (attempt: Attempt, task: Task) => Candidate;
  readonly judge: (candidate: Candidate, task: Task, signal?: AbortSignal) => Promise<Judgement>;
  readonly tasks: ReadonlyMap<string, Task>;
  /** Records in flight. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly done?: (record: SampleRecord) => void;
}

/** A record as it was, and as it is now. */
export interface Rejudged {
  readonly before: SampleRecord;
  readonly after: SampleRecord;
}

/**
 * Judges every completion of the records again. A sample ends with its first attempt that passes now; repairs that
 * followed it are dropped, since they would not have been asked for. Records of unknown tasks are left out.
 *
 * @throws the signal's reason when it is aborted
 */
export async function rejudge(records: readonly SampleRecord[], parts: RejudgeParts): Promise<Rejudged[]> {
  const limit = pLimit(parts.concurrency);
  const known = records.filter(({ task_id }) => parts.tasks.has(task_id));
  return Promise.all(
    known.map((before) =>
      limit(async () => {
        parts.signal.throwIfAborted();
        const after = await rejudgeRecord(before, parts);
        parts.done?.(after);
        return { before, after };
      }),
    ),
  );
}

async function rejudgeRecord(record: SampleRecord, parts: RejudgeParts): Promise<SampleRecord> {
  const task = parts.tasks.get(record.task_id);
  if (task === undefined) return record;
  const attempts: Attempt[] = [];
  for (const attempt of record.attempts) {
    attempts.push(await rejudgeAttempt(attempt, task, parts));
    if (attempts.at(-1)?.verdict === "passed") break;
  }
  return withAttempts(record, attempts);
}

async function rejudgeAttempt(attempt: Attempt, task: Task, parts: RejudgeParts): Promise<Attempt> {
  const started = performance.now();
  const candidate = candidateOf(attempt, task, parts);
  const { verdict, execution, failure } = await parts.judge(candidate, task, parts.signal);
  const { failure: _, extraction_rule: _r, ...kept } = attempt;
  return {
    ...kept,
    candidate: candidate.code ?? null,
    extraction: candidate.source,
    ...(candidate.rule && { extraction_rule: candidate.rule }),
    verdict,
    ...execution,
    ...(failure && { failure }),
    timings_sec: { model: attempt.timings_sec.model, execute: (performance.now() - started) / 1000 },
  };
}

/** Edits say nothing without the program that they were made to: what came of them is taken as it was recorded. */
function candidateOf(attempt: Attempt, task: Task, parts: RejudgeParts): Candidate {
  const { candidate, extraction } = attempt;
  if (extraction === "edits" && candidate !== null) return { code: candidate, source: extraction };
  return parts.extract(attempt, task);
}

/** The record that these attempts make; model times and tokens are those of the attempts that are left. */
function withAttempts(record: SampleRecord, attempts: readonly Attempt[]): SampleRecord {
  const { decoding: _d, candidates, search: _s, solved_by: _b, best_attempt: _a, stopped_by, ...about } = record;
  const search = searchUpTo(attempts, record);
  const stopped = attempts.length === record.attempts.length ? stopped_by : "passed";
  const result = {
    attempts,
    ...(candidates && { candidates }),
    ...(search && { search }),
    ...(stopped && { stopped }),
  };
  return { ...about, ...outcomeOf(result, record.model) };
}

/** What is left of a search: of its programs a record keeps the first and, where there is one, the one that passed. */
function searchUpTo(attempts: readonly Attempt[], { search, attempts: all }: SampleRecord): SearchTrace | undefined {
  const last = attempts.at(-1);
  if (search === undefined || attempts.length === all.length) return search;
  if (last?.edit !== undefined)
    return { ...search, attempts: 1, verdicts: { [last.verdict]: 1 }, edit: last.edit, ended_by: "passed" };
  return attempts.some(({ edit }) => edit !== undefined) ? search : undefined;
}

/** What judging again changed. */
export interface Audit {
  readonly records: number;
  readonly passed_before: number;
  readonly passed_after: number;
  readonly no_code_before: number;
  readonly no_code_after: number;
  /** Samples that pass now and did not before. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** How many attempts each sentence of the extraction's rule took now; `none`: no code, `other`: by another extractor. */
  readonly rules: Readonly<Record<string, number>>;
  /** "no_code → passed": 2, … over the samples whose verdict changed. */
  readonly changed: Readonly<Record<string, number>>;
}

export function auditOf(judged: readonly Rejudged[]): Audit {
  const count = (test: (it: Rejudged) => boolean): number => judged.filter(test).length;
  const names = (test: (it: Rejudged) => boolean): string[] => judged.filter(test).map(({ before }) => nameOf(before));
  const changed = new Map<string, number>();
  for (const { before, after } of judged) {
    if (before.verdict === after.verdict) continue;
    const change = `${before.verdict} → ${after.verdict}`;
    changed.set(change, (changed.get(change) ?? 0) + 1);
  }
  return {
    records: judged.length,
    passed_before: count(({ before }) => before.passed),
    passed_after: count(({ after }) => after.passed),
    no_code_before: count(({ before }) => before.verdict === "no_code"),
    no_code_after: count(({ after }) => after.verdict === "no_code"),
    gained: names(({ before, after }) => after.passed && !before.passed),
    lost: names(({ before, after }) => before.passed && !after.passed),
    rules: rulesOf(judged.flatMap(({ after }) => after.attempts)),
    changed: Object.fromEntries([...changed].sort(([, a], [, b]) => b - a)),
  };
}

function rulesOf(attempts: readonly Attempt[]): Record<string, number> {
  const rules: Record<string, number> = {};
  for (const { candidate, extraction_rule } of attempts) {
    const rule = candidate === null ? "none" : (extraction_rule ?? "other");
    rules[rule] = (rules[rule] ?? 0) + 1;
  }
  return rules;
}

/** A task's id, with the sample's number where it is not the first. */
export function nameOf({ task_id, sample }: Pick<SampleRecord, "task_id" | "sample">): string {
  return sample === 0 ? task_id : `${task_id} sample ${sample}`;
}
