/** A run as reports show it: records, what made them, and the numbers. */

import type { RunFile, SampleRecord } from "../core/index.ts";
import { HUMANEVALFIX } from "../datasets/index.ts";
import { savedTries } from "../evaluation/config.ts";
import { integrityWords, savedIntegrity } from "../evaluation/integrity.ts";
import { type TaskOutcome, taskOutcomes } from "../evaluation/outcomes.ts";
import { ofShard } from "../evaluation/plan.ts";
import { type Summary, summarize } from "../evaluation/summary.ts";
import { partOf } from "../languages/parts.ts";

export interface RunView {
  /** Short and different for each run of a report. */
  readonly name: string;
  readonly model: string;
  readonly dataset: string;
  readonly context: string;
  /** The isolation layer in words; empty where it is not known. */
  readonly sandbox: string;
  /** The integrity level of the verdicts, in words. */
  readonly integrity: string;
  /** `YYYY-MM-DD` in UTC; empty where it is not known. */
  readonly date: string;
  /** What the numbers are numbers of, for example "humanevalfix-docs, greedy, n=1, attempts=1, q4". */
  readonly label: string;
  /** Says that the numbers are no result; empty where they are one. */
  readonly standIn: string;
  readonly configHash: string;
  readonly samples: number;
  /** Attempts that a sample may have. */
  readonly attempts: number;
  readonly outcomes: readonly TaskOutcome[];
  readonly records: readonly SampleRecord[];
  readonly summary: Summary;
}

/** @param run the run file; without it, all that is known is what the records say */
export function runView(name: string, records: readonly SampleRecord[], run: RunFile | undefined): RunView {
  const selection = run?.selection;
  const outcomes = taskOutcomes(records, selection && ofShard(selection.tasks, selection.shard));
  const samples = selection?.samples ?? most(records, (record) => record.sample + 1);
  const tries = savedTries(run?.config);
  const attempts =
    tries?.attempts ?? most(records, (record) => Math.max(...record.attempts.map((it) => it.attempt)) + 1);
  const ofOriginal = records[0]?.schema_version === 0;
  // It knew no other data set; records of the same shape may be anyone's.
  const ofBenchmark = ofOriginal && records.every((record) => partOf(record.task_id) !== undefined);
  return {
    name,
    model: records[0]?.model ?? String(run?.config.model ?? "unknown model"),
    dataset: run?.dataset.name || (ofBenchmark ? HUMANEVALFIX : "unknown data set"),
    context: records[0]?.context ?? "",
    sandbox: run?.sandbox === undefined ? "" : `${run.sandbox.kind} (${run.sandbox.tier})`,
    integrity: integrityWords(savedIntegrity(run, records)),
    date: (run?.sessions.at(-1)?.started_at ?? "").slice(0, 10),
    label: run?.label ?? (ofOriginal ? "records of the original program" : ""),
    standIn: run?.stand_in ?? "",
    configHash: run?.config_hash ?? records[0]?.config_hash ?? "",
    samples,
    attempts,
    outcomes,
    records,
    summary: summarize(records, {
      ...{ tasks: outcomes.map((it) => it.task_id), samples, attempts, candidates: tries?.candidates },
    }),
  };
}

function most(records: readonly SampleRecord[], of: (record: SampleRecord) => number): number {
  return records.reduce((high, record) => Math.max(high, of(record)), 1);
}
