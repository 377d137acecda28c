/** Two results files of the same tasks: is the second run better than the first? */

import type { Report, RunFile, SampleRecord } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { say } from "../lib/terminal.ts";
import { comparePairs } from "./compare_outcomes.ts";
import { savedTries } from "./config.ts";
import { integrityWords, savedIntegrity } from "./integrity.ts";
import type { Interval } from "./metrics.ts";
import { readRecords } from "./records.ts";
import { readRunFile } from "./run_file.ts";

/** A results file, and what made it where that is known. */
export interface RunData {
  readonly path: string;
  readonly records: readonly SampleRecord[];
  readonly run: RunFile | undefined;
}

/**
 * @param report told of lines that do not count
 * @throws UserError where a file cannot be read, or has no records
 */
export async function readRun(path: string, report: Report = say): Promise<RunData> {
  const { records, replaced, cut } = await readRecords(path);
  if (replaced > 0) report(`${path}: ${replaced} of the records are replaced by later ones of the same sample`);
  if (cut) report(`${path}: the last line was cut in the middle of a record, and is left out`);
  if (records.length === 0) throw new UserError(`${path} has no records`);
  return { path, records, run: await readRunFile(path) };
}

/** The keys that solution files have too mean the same here: a task is a problem with one case. */
export interface RunsComparison {
  readonly total_tasks: number;
  readonly original_solved: number;
  readonly improved_solved: number;
  readonly original_pass_at_1: number;
  readonly improved_pass_at_1: number;
  /** Share solved within all attempts of each sample. */
  readonly original_ratio: number;
  readonly improved_ratio: number;
  readonly improvement: number;
  /** What a forger of the verdicts must do, in words. */
  readonly original_integrity: string;
  readonly improved_integrity: string;
  /** 95 %, bootstrap over tasks. */
  readonly improvement_ci95: Interval;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** McNemar's exact test on the tasks gained and lost; null with several samples, where a task is not just solved or not. */
  readonly mcnemar_p: number | null;
  /** What differs that should not; only where the comparison was forced. */
  readonly differences?: readonly string[];
}

/**
 * Compares task by task.
 *
 * @param force compare although context, data or attempts differ; only tasks that both runs have count
 * @throws UserError where they differ and it is not forced
 */
export function compareRuns(before: RunData, after: RunData, force: boolean): RunsComparison {
  const differences = differencesOf(before, after);
  if (differences.length > 0 && !force) {
    throw new UserError(`the runs are no fair pair: ${differences.join("; ")}`, {
      hint: "make them with the same settings, or compare them all the same with --force",
    });
  }
  const [first, second] = [byTask(before.records), byTask(after.records)];
  const tasks = [...first.keys()].filter((task) => second.has(task));
  if (tasks.length === 0) throw new UserError(`${before.path} and ${after.path} have no task in common`);
  const [planned, plannedAfter] = [samplesOf(before.records), samplesOf(after.records)];
  const pairs = tasks.map((task) => {
    return { task, a: shares(first.get(task), planned), b: shares(second.get(task), plannedAfter) };
  });
  const changes = comparePairs(pairs.map(({ task, a, b }) => ({ id: task, before: a.solved, after: b.solved })));
  const mean = (of: (pair: (typeof pairs)[number]) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  return {
    total_tasks: pairs.length,
    original_solved: pairs.filter(({ a }) => a.solved === 1).length,
    improved_solved: pairs.filter(({ b }) => b.solved === 1).length,
    original_pass_at_1: mean(({ a }) => a.first),
    improved_pass_at_1: mean(({ b }) => b.first),
    original_ratio: mean(({ a }) => a.solved),
    improved_ratio: mean(({ b }) => b.solved),
    improvement: changes.difference.value,
    original_integrity: integrityWords(savedIntegrity(before.run, before.records)),
    improved_integrity: integrityWords(savedIntegrity(after.run, after.records)),
    improvement_ci95: changes.difference.ci95,
    gained: changes.gained,
    lost: changes.lost,
    mcnemar_p: planned > 1 || plannedAfter > 1 ? null : changes.p,
    ...(differences.length > 0 && { differences }),
  };
}

/** What two runs must have in common for a difference between them to be the model's. */
export function differencesOf(before: RunData, after: RunData): string[] {
  const [first, second] = [before, after].map(conditions) as [Conditions, Conditions];
  const broken = [before, after].flatMap(({ path, records, run }) => {
    const failed = records.filter((it) => it.verdict === "sandbox_error").length;
    const missing = byTask(records).size * samplesOf(records) - records.length;
    // The original program wrote no run files.
    const unknown = run === undefined && records.some((it) => it.schema_version > 0);
    return [
      ...(unknown ? [`${path}: no run file says which data it is about`] : []),
      ...(failed === 0 ? [] : [`${path}: no verdict on ${failed} tasks, where the sandbox failed`]),
      ...(missing === 0 ? [] : [`${path}: no record of ${missing} samples`]),
    ];
  });
  const names = ["preset", "context", "data", "tasks", "attempts", "samples"] as const;
  const unlike = names.flatMap((name) => {
    const [a, b] = [first[name], second[name]];
    // Data that one of the files does not name cannot be told to differ: the tasks are compared by their ids.
    if (a === b || (name === "data" && (a === "" || b === ""))) return [];
    return [name === "data" || name === "tasks" ? `other ${name}` : `${name} ${a} and ${b}`];
  });
  return [...unlike, ...broken];
}

type Conditions = Readonly<Record<"preset" | "context" | "data" | "tasks" | "attempts" | "samples", string>>;

function conditions({ records, run }: RunData): Conditions {
  const contexts = new Set(records.map((it) => it.context));
  const seen = highest(records.flatMap((it) => it.attempts.map(({ attempt }) => attempt))) + 1;
  return {
    preset: presetName(run),
    context: [...contexts].sort().join(" and "),
    data: run?.dataset.sha256 ?? "",
    tasks: [...new Set(records.map((it) => it.task_id))].sort().join("\n"),
    attempts: String(attemptsOf(run) ?? seen),
    samples: String(samplesOf(records)),
  };
}

/** What one attempt is worth differs, too: a submission out of k is none of a pass@1. */
function attemptsOf(run: RunFile | undefined): string | undefined {
  const tries = savedTries(run?.config);
  if (tries === undefined) return undefined;
  return tries.candidates === undefined ? String(tries.attempts) : `1@${tries.candidates}`;
}

/** With its hash where two of one name may differ. */
function presetName(run: RunFile | undefined): string {
  const { preset, preset_hash } = run?.config ?? {};
  return preset === undefined ? "none" : `${preset} (${preset_hash})`;
}

function samplesOf(records: readonly SampleRecord[]): number {
  return highest(records.map((it) => it.sample)) + 1;
}

/** A run has more samples than a call may have arguments. */
function highest(numbers: readonly number[]): number {
  return numbers.reduce((high, next) => Math.max(high, next), 0);
}

function byTask(records: readonly SampleRecord[]): Map<string, SampleRecord[]> {
  const tasks = new Map<string, SampleRecord[]>();
  for (const record of records) {
    const own = tasks.get(record.task_id);
    if (own === undefined) tasks.set(record.task_id, [record]);
    else own.push(record);
  }
  return tasks;
}

/** Shares of a task's samples: solved at all, and by the first attempt. One without a record counts as failed. */
function shares(records: readonly SampleRecord[] = [], samples: number): { solved: number; first: number } {
  const share = (test: (record: SampleRecord) => boolean): number => records.filter(test).length / samples;
  return { solved: share((it) => it.passed), first: share((it) => it.attempts[0]?.verdict === "passed") };
}
