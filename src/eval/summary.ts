/** Records → the numbers that are reported. */
import type { SampleRecord, Verdict } from "../types.ts";
import { type Interval, wilson } from "./metrics.ts";

/** The JSON object that a run prints; seconds and tokens are sums over its records. */
export interface Summary {
  readonly tasks: number;
  /** Tasks whose first attempt passed; with repairs, those solved within all attempts. */
  readonly passed: number;
  /** Share of tasks whose first attempt passed, whatever came after. */
  readonly pass_at_1: number;
  readonly pass_at_1_ci95: Interval;
  /** Tasks solved within k attempts that saw feedback; only with repairs. */
  readonly solved_within?: Readonly<Record<string, number>>;
  readonly verdicts: Partial<Record<Verdict, number>>;
  /** Completions that were cut at the token limit. */
  readonly cut_completions: number;
  readonly tokens: { readonly prompt: number; readonly completion: number };
  readonly seconds: {
    readonly propose: number;
    readonly execute: number;
    readonly reflect: number;
    readonly total: number;
  };
}

/**
 * Sums up the records of a run with one sample per task.
 *
 * @param selected tasks that were to be solved: the denominator, even where a record is missing
 * @param iters repairs allowed after the first attempt
 */
export function summarize(records: readonly SampleRecord[], selected: number, iters: number): Summary {
  const first = records.filter((record) => record.attempts[0]?.verdict === "passed").length;
  const solved = (within: number): number => records.filter((record) => solvedWithin(record, within)).length;
  return {
    tasks: selected,
    passed: iters === 0 ? first : solved(iters + 1),
    pass_at_1: selected === 0 ? 0 : first / selected,
    pass_at_1_ci95: wilson(first, selected),
    ...(iters > 0 && { solved_within: Object.fromEntries(upTo(iters + 1).map((k) => [String(k), solved(k)])) }),
    verdicts: countVerdicts(records),
    cut_completions: records.flatMap((record) => record.attempts).filter((it) => it.finish_reason === "length").length,
    tokens: {
      prompt: sum(records, (r) => r.token_usage.propose.prompt_tokens + r.token_usage.reflect.prompt_tokens),
      completion: sum(
        records,
        (r) => r.token_usage.propose.completion_tokens + r.token_usage.reflect.completion_tokens,
      ),
    },
    seconds: {
      propose: sum(records, (r) => r.timings_sec.propose),
      execute: sum(records, (r) => r.timings_sec.execute),
      reflect: sum(records, (r) => r.timings_sec.reflect),
      total: sum(records, (r) => r.runtime_sec),
    },
  };
}

function solvedWithin(record: SampleRecord, attempts: number): boolean {
  return record.attempts.slice(0, attempts).some((attempt) => attempt.verdict === "passed");
}

/** Verdicts of the last attempts, most frequent first. */
function countVerdicts(records: readonly SampleRecord[]): Partial<Record<Verdict, number>> {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of records) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

function sum(records: readonly SampleRecord[], of: (record: SampleRecord) => number): number {
  return records.reduce((total, record) => total + of(record), 0);
}
