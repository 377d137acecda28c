/** Runs → the index of a page. */

import { type SampleRecord, VERDICTS, type Verdict } from "../../core/index.ts";
import type { TaskOutcome } from "../../evaluation/outcomes.ts";
import { solvedSamples } from "../../evaluation/outcomes.ts";
import type { OverEdit } from "../../evaluation/over_edit.ts";
import type { RunView } from "../run_view.ts";
import type { PageIndex, RunIndex } from "./page_data.ts";

/** A run and what each of its fixes changed. */
export interface PageRun {
  readonly view: RunView;
  readonly edits: ReadonlyMap<SampleRecord, OverEdit>;
}

export function buildIndex(runs: readonly PageRun[], tasksPerBlock: number, hasCode: boolean): PageIndex {
  const ids = allTasks(runs);
  const outcomes = runs.map(({ view }) => new Map(view.outcomes.map((outcome) => [outcome.task_id, outcome])));
  const bugOf = (id: string): string =>
    outcomes.map((of) => of.get(id)?.records[0]?.bug_type ?? "").find((name) => name !== "") ?? "";
  const bugs = ids.map(bugOf);
  const names = [...new Set(bugs)].filter((name) => name !== "").sort();
  return {
    runs: runs.map((run, index) => runIndex(run, ids, outcomes[index] ?? new Map(), runs[0] ?? run)),
    verdicts: VERDICTS,
    bug_types: names,
    task_ids: ids,
    bug_type: bugs.map((name) => names.indexOf(name)),
    tasks_per_block: tasksPerBlock,
    has_code: hasCode,
  };
}

/** The tasks of all runs, in the order of the first run that has them. */
export function allTasks(runs: readonly PageRun[]): string[] {
  return [...new Set(runs.flatMap(({ view }) => view.outcomes.map((outcome) => outcome.task_id)))];
}

type Outcomes = ReadonlyMap<string, TaskOutcome>;

function runIndex({ view, edits }: PageRun, ids: readonly string[], outcomes: Outcomes, first: PageRun): RunIndex {
  const records = ids.map((id) => outcomes.get(id)?.records ?? []);
  const passed = ids.map((id) => solvedOf(outcomes.get(id), view.attempts));
  const fixes = records.map((of) => of.map((record) => edits.get(record)).find((edit) => edit !== undefined));
  return {
    name: view.name,
    samples: view.samples,
    verdict: records.map((of) => VERDICTS.indexOf(shownVerdict(of) as Verdict)),
    passed,
    verdict_bits: records.map((of) => of.reduce((bits, { verdict }) => bits | (1 << VERDICTS.indexOf(verdict)), 0)),
    seconds: records.map((of) => rounded(mean(of, (record) => record.runtime_sec))),
    tokens: records.map((of) => Math.round(mean(of, tokensOf))),
    changed: fixes.map((edit) => edit?.made.lines ?? null),
    needed: fixes.map((edit) => edit?.needed.lines ?? null),
    change: changes(shares(first.view, ids, first.view.attempts), shares(view, ids, view.attempts)),
    change_first: changes(shares(first.view, ids, 1), shares(view, ids, 1)),
  };
}

type Shares = readonly (number | undefined)[];

/** Share of the samples that were solved within so many attempts; undefined for a task that is not the run's. */
function shares({ outcomes, samples }: RunView, ids: readonly string[], attempts: number): Shares {
  const byId = new Map(outcomes.map((outcome) => [outcome.task_id, solvedSamples(outcome, attempts) / samples]));
  return ids.map((id) => byId.get(id));
}

function changes(before: Shares, after: Shares): number[] {
  return after.map((share, index) => Math.sign((share ?? 0) - (before[index] ?? share ?? 0)));
}

function solvedOf(outcome: TaskOutcome | undefined, attempts: number): number {
  return outcome === undefined ? 0 : solvedSamples(outcome, attempts);
}

/** Passed where any sample passed, else the most frequent failure. */
function shownVerdict(records: readonly SampleRecord[]): Verdict | undefined {
  if (records.some((record) => record.passed)) return "passed";
  const times = (verdict: Verdict): number => records.filter((record) => record.verdict === verdict).length;
  return records.map((record) => record.verdict).sort((a, b) => times(b) - times(a))[0];
}

function mean(records: readonly SampleRecord[], of: (record: SampleRecord) => number): number {
  return records.reduce((sum, record) => sum + of(record), 0) / Math.max(1, records.length);
}

function tokensOf({ token_usage: { propose, reflect } }: SampleRecord): number {
  return propose.prompt_tokens + propose.completion_tokens + reflect.prompt_tokens + reflect.completion_tokens;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
