/** Records → the numbers that are reported. */
import type { DecodingStats, SampleRecord, Verdict } from "../core/index.ts";
import { sumDecoding } from "./decoding_stats.ts";
import { type Estimate, meanEstimate } from "./estimate.ts";
import { median } from "./median.ts";
import { type Interval, passAtK, wilson } from "./metrics.ts";
import { solvedSamples, type TaskOutcome, taskOutcomes } from "./outcomes.ts";

/** Pass rate of the first attempts over the tasks of one kind. */
export interface GroupRate extends Estimate {
  readonly tasks: number;
}

/** The JSON object that a run prints; seconds and tokens are sums over its records. */
export interface Summary {
  readonly tasks: number;
  /** Independent samples of each task. */
  readonly samples: number;
  /** Tasks solved within all attempts; with several samples, by at least one of them. */
  readonly passed: number;
  /** Share of first attempts that passed, whatever came after; with several samples the mean of c/n over the tasks. */
  readonly pass_at_1: number;
  /** Wilson's interval; with several samples the bootstrap's over tasks, see `meanEstimate`. */
  readonly pass_at_1_ci95: Interval;
  /**
   * Candidates of which one was handed in, chosen by the examples: the share is a 1@k then, not a pass@1 (and is named
   * so where it is shown: see `scoreName`, `printable`).
   */
  readonly chosen_from?: number;
  /** pass@k of the first attempts, by k; only with several samples. */
  readonly pass_at_k?: Readonly<Record<string, Estimate>>;
  /** Tasks solved within k attempts that saw feedback, by k; the mean over samples; only with repairs. */
  readonly solved_within?: Readonly<Record<string, number>>;
  readonly verdicts: Partial<Record<Verdict, number>>;
  /** Only where programs were proposed by a search. */
  readonly search?: SearchSummary;
  readonly by_bug_type: Readonly<Record<string, GroupRate>>;
  readonly by_failure_symptoms: Readonly<Record<string, GroupRate>>;
  /** Completions that were cut at the token limit. */
  readonly cut_completions: number;
  readonly tokens: { readonly prompt: number; readonly completion: number };
  /** Only for models that compute here. */
  readonly decoding?: DecodingStats;
  readonly seconds: {
    readonly propose: number;
    readonly execute: number;
    readonly reflect: number;
    readonly total: number;
  };
}

/** What the searches of a run did. */
export interface SearchSummary {
  /** Programs executed, the unchanged ones included. */
  readonly executed: number;
  /** Median over the tasks that a search solved: the place in the order of what passed, from 1. */
  readonly median_attempts: number | null;
  readonly seconds: number;
  readonly ended_by: Readonly<Record<string, number>>;
  /** Tasks by who solved them. */
  readonly solved_by: Readonly<Record<string, number>>;
}

/** What was to be done: it decides the denominators, even where records are missing. */
export interface Plan {
  /** Ids of the tasks, in their order. */
  readonly tasks: readonly string[];
  readonly samples: number;
  /** Attempts that a sample may have. */
  readonly attempts: number;
  /** Of which one is handed in, where the examples guide. */
  readonly candidates?: number | undefined;
}

/** What the share of tasks is called: "pass@1", or "1@10" for one submission out of ten candidates. */
export function scoreName({ chosen_from: k }: Pick<Summary, "chosen_from">): string {
  return k === undefined ? "pass@1" : `1@${k}`;
}

/** The summary as it is printed: one submission out of k is never called pass@1. */
export function printable(summary: Summary): Readonly<Record<string, unknown>> {
  if (summary.chosen_from === undefined) return { ...summary };
  const { pass_at_1: one_at_k, pass_at_1_ci95: one_at_k_ci95, ...others } = summary;
  return { ...others, one_at_k, one_at_k_ci95 };
}

/** Sums up the records of a run. A sample that was planned and is not recorded counts as failed. */
export function summarize(records: readonly SampleRecord[], plan: Plan): Summary {
  const outcomes = taskOutcomes(records, plan.tasks);
  const within = (attempts: number): number => sum(outcomes, (it) => solvedSamples(it, attempts)) / plan.samples;
  const decoding = sumDecoding(records);
  const first = passAtOne(outcomes, plan.samples);
  return {
    tasks: outcomes.length,
    samples: plan.samples,
    passed: outcomes.filter((outcome) => solvedSamples(outcome, plan.attempts) > 0).length,
    pass_at_1: first.value,
    pass_at_1_ci95: first.ci95,
    ...(plan.candidates !== undefined && { chosen_from: plan.candidates }),
    ...(plan.samples > 1 && { pass_at_k: passAtEveryK(outcomes, plan.samples) }),
    ...(plan.attempts > 1 && { solved_within: curve(plan.attempts, within) }),
    verdicts: countVerdicts(records),
    ...searchOf(records),
    by_bug_type: groupRates(outcomes, plan.samples, "bug_type"),
    by_failure_symptoms: groupRates(outcomes, plan.samples, "failure_symptoms"),
    cut_completions: records.flatMap((record) => record.attempts).filter((it) => it.finish_reason === "length").length,
    tokens: tokensOf(records),
    ...(decoding && { decoding }),
    seconds: {
      propose: sum(records, (r) => r.timings_sec.propose),
      execute: sum(records, (r) => r.timings_sec.execute),
      reflect: sum(records, (r) => r.timings_sec.reflect),
      total: sum(records, (r) => r.runtime_sec),
    },
  };
}

/** Share of first attempts that passed; tasks, not samples, are what varies independently. */
export function passAtOne(outcomes: readonly TaskOutcome[], samples: number): Estimate {
  const passed = outcomes.map((outcome) => solvedSamples(outcome, 1));
  if (outcomes.length === 0) return { value: 0, ci95: [0, 1] };
  if (samples > 1) return meanOf(passed.map((count) => count / samples));
  const total = sum(passed, (count) => count);
  return { value: total / outcomes.length, ci95: wilson(total, outcomes.length) };
}

function passAtEveryK(outcomes: readonly TaskOutcome[], samples: number): Record<string, Estimate> {
  const correct = outcomes.map((outcome) => Math.min(samples, solvedSamples(outcome, 1)));
  return Object.fromEntries(
    stepsTo(samples).map((k) => [String(k), meanOf(correct.map((c) => passAtK(samples, c, k)))]),
  );
}

function meanOf(values: readonly number[]): Estimate {
  return meanEstimate(values) ?? { value: 0, ci95: [0, 1] };
}

function groupRates(
  outcomes: readonly TaskOutcome[],
  samples: number,
  field: "bug_type" | "failure_symptoms",
): Record<string, GroupRate> {
  const groups = new Map<string, TaskOutcome[]>();
  for (const outcome of outcomes) {
    const name = outcome.records[0]?.[field] ?? "";
    if (name !== "") groups.set(name, [...(groups.get(name) ?? []), outcome]);
  }
  const rates = [...groups].map(([name, group]): [string, GroupRate] => [
    name,
    { tasks: group.length, ...passAtOne(group, samples) },
  ]);
  return Object.fromEntries(rates.sort(([a, x], [b, y]) => y.tasks - x.tasks || (a < b ? -1 : 1)));
}

/** Verdicts of the last attempts, most frequent first. */
function countVerdicts(records: readonly SampleRecord[]): Partial<Record<Verdict, number>> {
  return tally(records.map(({ verdict }) => verdict));
}

function searchOf(records: readonly SampleRecord[]): { search?: SearchSummary } {
  const traces = records.flatMap(({ search }) => search ?? []);
  if (traces.length === 0) return {};
  const places = records.flatMap(({ search, solved_by }) =>
    solved_by === "search" && search ? [search.attempts] : [],
  );
  const search: SearchSummary = {
    executed: sum(traces, (it) => it.attempts),
    median_attempts: places.length === 0 ? null : median(places),
    seconds: sum(traces, (it) => it.seconds),
    ended_by: tally(traces.map((it) => it.ended_by)),
    solved_by: tally(records.flatMap((it) => it.solved_by ?? [])),
  };
  return { search };
}

function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}

function tokensOf(records: readonly SampleRecord[]): Summary["tokens"] {
  const both = (key: "prompt_tokens" | "completion_tokens") =>
    sum(records, (record) => record.token_usage.propose[key] + record.token_usage.reflect[key]);
  return { prompt: both("prompt_tokens"), completion: both("completion_tokens") };
}

/** Every number of attempts where they are few; the usual ones and the last where they are hundreds. */
function curve(attempts: number, solved: (within: number) => number): Record<string, number> {
  const few = Array.from({ length: Math.min(attempts, MANY) }, (_, index) => index + 1);
  const ks = attempts <= MANY ? few : stepsTo(attempts);
  return Object.fromEntries(ks.map((k) => [String(k), solved(k)]));
}

const MANY = 20;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 250, 500, 1000];

/** The usual ones of 1 to n, and n itself. */
function stepsTo(n: number): number[] {
  return [...new Set([...STEPS.filter((k) => k <= n), n])];
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
