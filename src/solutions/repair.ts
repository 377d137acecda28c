/** Repairing a file of solutions: what a run is made of, and what it leaves besides its records. */
import { passRatio } from "../agent/best_attempt.ts";
import { fence } from "../agent/quoting.ts";
import type { ChatModel, CompareRule, Integrity, SampleRecord } from "../core/index.ts";
import type { Problem, SolutionFile } from "../datasets/solution_files.ts";
import { type RunConfig, runConfig, type Settings } from "../evaluation/config.ts";
import { DEFAULT_LANGUAGE } from "../languages/index.ts";
import { taskId } from "./evaluate.ts";

/** What decides a repair's outcome besides the settings of every run. */
export interface RepairSettings extends Settings {
  readonly modelKey: string;
  readonly targetRatio: number;
  readonly compare: CompareRule;
}

export interface RepairConfig extends RunConfig {
  readonly modelKey: string;
  readonly targetRatio: number;
  /** Not there: `decimals`, the rule of version 0.1, whose runs do not say. */
  readonly compare?: CompareRule;
}

export function repairConfig(model: ChatModel, settings: RepairSettings): RepairConfig {
  const { modelKey, targetRatio, compare, ...general } = settings;
  return { ...runConfig(model, general), modelKey, targetRatio, ...(compare !== "decimals" && { compare }) };
}

/** The key under which an improved solution stands. */
export function improvedKey(modelKey: string): string {
  return `improved_${modelKey}`;
}

/** The rows of the file, with the best program of each record added to its row. */
export function improvedRows(file: SolutionFile, modelKey: string, records: readonly SampleRecord[]): unknown[] {
  const byId = new Map(records.map((record) => [record.task_id, record]));
  return file.exactRows.map((row, index) => {
    const record = byId.get(taskId({ index }));
    if (record === undefined || record.verdict === "sandbox_error") return row;
    // Where no attempt held any program, the reply is kept as it was.
    const text = record.candidate === null ? record.completion : `${fence(record.candidate, DEFAULT_LANGUAGE.fence)}\n`;
    return { ...(row as object), [improvedKey(modelKey)]: text };
  });
}

export interface RepairedProblem {
  readonly problem_id: number;
  readonly name: string;
  readonly status: "improved" | "unchanged";
  readonly solved: boolean;
  readonly total_cases: number;
  readonly original_passed: number;
  readonly best_passed: number;
  readonly original_ratio: number;
  readonly best_ratio: number;
  /** 0: the solution that was there before. */
  readonly best_iteration: number;
  /** Answers that the model gave. */
  readonly iterations: number;
  readonly history: readonly {
    readonly iteration: number;
    readonly passed: number;
    readonly ratio: number;
    readonly verdict: string;
  }[];
}

export function repairedProblem(problem: Problem, record: SampleRecord): RepairedProblem {
  const history = record.attempts.map(({ attempt, cases, verdict }) => {
    return { iteration: attempt, passed: cases?.passed ?? 0, ratio: passRatio(cases), verdict };
  });
  const [original, best] = [history[0], history[record.best_attempt ?? 0]];
  if (original === undefined || best === undefined) throw new Error(`${record.task_id}: its record has no attempts`);
  return {
    problem_id: problem.index,
    name: problem.name,
    status: best.passed > original.passed ? "improved" : "unchanged",
    solved: record.passed,
    total_cases: problem.check.cases.length,
    original_passed: original.passed,
    best_passed: best.passed,
    original_ratio: original.ratio,
    best_ratio: best.ratio,
    best_iteration: best.iteration,
    iterations: history.length - 1,
    history,
  };
}

/** What `summary_<name>.json` says; ratios over all cases and as means over problems. */
export interface RepairSummary {
  readonly total_problems: number;
  /** Problems with a record; the others failed or were not reached. */
  readonly completed_problems: number;
  readonly improved_problems: number;
  readonly unchanged_problems: number;
  readonly original_solved: number;
  readonly solved_problems: number;
  readonly original_overall_ratio: number;
  readonly improved_overall_ratio: number;
  readonly overall_improvement: number;
  readonly original_mean_ratio: number;
  readonly improved_mean_ratio: number;
  /** What a forger of the verdicts must do. */
  readonly integrity: Integrity;
  readonly tokens: { readonly prompt: number; readonly completion: number };
  readonly problems: readonly RepairedProblem[];
  /** Problems that have no record, and why, where that is known. */
  readonly failures: Readonly<Record<string, string>>;
}

export function summarizeRepair(
  problems: readonly Problem[],
  records: readonly SampleRecord[],
  failures: ReadonlyMap<string, string>,
): RepairSummary {
  const byId = new Map(records.map((record) => [record.task_id, record]));
  const done = problems.flatMap((problem) => {
    const record = byId.get(taskId(problem));
    return record === undefined || record.verdict === "sandbox_error" ? [] : [repairedProblem(problem, record)];
  });
  const sum = (of: (it: RepairedProblem) => number): number => done.reduce((total, it) => total + of(it), 0);
  const mean = (of: (it: RepairedProblem) => number): number => (done.length === 0 ? 0 : sum(of) / done.length);
  const cases = Math.max(
    1,
    sum((it) => it.total_cases),
  );
  const [before, after] = [sum((it) => it.original_passed), sum((it) => it.best_passed)];
  const usage = (of: "prompt_tokens" | "completion_tokens"): number =>
    records.flatMap((it) => it.attempts).reduce((total, it) => total + it.token_usage[of], 0);
  return {
    total_problems: problems.length,
    completed_problems: done.length,
    improved_problems: done.filter((it) => it.status === "improved").length,
    unchanged_problems: done.filter((it) => it.status === "unchanged").length,
    original_solved: done.filter((it) => it.original_passed === it.total_cases).length,
    solved_problems: done.filter((it) => it.solved).length,
    original_overall_ratio: before / cases,
    improved_overall_ratio: after / cases,
    overall_improvement: (after - before) / cases,
    original_mean_ratio: mean((it) => it.original_ratio),
    improved_mean_ratio: mean((it) => it.best_ratio),
    integrity: DEFAULT_LANGUAGE.integrity,
    tokens: { prompt: usage("prompt_tokens"), completion: usage("completion_tokens") },
    problems: done,
    failures: Object.fromEntries(failures),
  };
}
