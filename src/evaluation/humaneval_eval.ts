/**
 * Task[] × samples → records, written in task order while several tasks are in flight.
 */
import pLimit from "p-limit";
import type { AgentResult, RepairAgent } from "../agent/react_agent.ts";
import { type SampleRecord, SCHEMA_VERSION, type Task } from "../core/index.ts";
import { outcomeOf } from "./record_outcome.ts";

/** One sample of one task that is still to be run. */
export interface Job {
  readonly task: Task;
  readonly sample: number;
}

export interface EvaluationParts {
  readonly agent: RepairAgent;
  /** What every record of the run says of it. */
  readonly run: Pick<SampleRecord, "model" | "context" | "config_hash">;
  /** Called in the order of the jobs; resolves when the record is safe. */
  readonly write: (record: SampleRecord) => Promise<void>;
  /** Says that a failure is the job's own: it gets no record, and the others go on. None is, by default. */
  readonly giveUp?: (job: Job, error: unknown) => boolean;
  /** Jobs in flight. */
  readonly concurrency: number;
  /** Aborted: start no further job, finish those in flight. */
  readonly stop: AbortSignal;
  /** Aborted: drop those in flight too. */
  readonly abort: AbortSignal;
}

/**
 * Runs the jobs and writes one record each, in their order. A job that ends early waits for the ones before it, and
 * no job starts further ahead than `concurrency`: a crash loses at most the jobs in flight.
 *
 * @throws what the model or the sandbox throws; the records of all jobs before the failing one are written
 */
export async function evaluate(jobs: readonly Job[], parts: EvaluationParts): Promise<void> {
  const limit = pLimit(parts.concurrency);
  const failed = new AbortController();
  const abort = AbortSignal.any([parts.abort, failed.signal]);
  let written: Promise<void> = Promise.resolve();
  const runOne = async (job: Job): Promise<void> => {
    if (parts.stop.aborted || abort.aborted) return;
    const record = await runJob(job, parts, abort).catch((error: unknown) => {
      if (abort.aborted || !parts.giveUp?.(job, error)) throw error;
      return undefined;
    });
    await turns.get(job);
    if (record !== undefined && !failed.signal.aborted) await parts.write(record);
  };
  // A job's turn to write comes when the job before it has written.
  const turns = new Map<Job, Promise<void>>();
  const running = jobs.map((job) => {
    turns.set(job, written);
    written = limit(runOne, job);
    // The jobs that this ends say why, too: one of them may be the first in order.
    written.catch((error: unknown) => failed.abort(error));
    return written;
  });
  await settleAll(running);
}

/** The same; jobs whose requests a server refused beside others that it answered are asked for once more at the end. */
export async function evaluateAll(jobs: readonly Job[], parts: EvaluationParts, lastRound: () => Job[]): Promise<void> {
  await evaluate(jobs, parts);
  if (!parts.stop.aborted && !parts.abort.aborted) await evaluate(lastRound(), parts);
}

/** Waits for all, then throws the first failure in the order of the jobs. */
async function settleAll(running: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.allSettled(running);
  const failure = settled.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

async function runJob({ task, sample }: Job, parts: EvaluationParts, abort: AbortSignal): Promise<SampleRecord> {
  // A signal of the job's own: what listens to it goes when the job is done.
  const result = await parts.agent(task, sample, AbortSignal.any([abort]));
  return toRecord(task, sample, result, parts.run);
}

function toRecord(task: Task, sample: number, result: AgentResult, run: EvaluationParts["run"]): SampleRecord {
  return {
    schema_version: SCHEMA_VERSION,
    task_id: task.task_id,
    sample,
    model: run.model,
    ...outcomeOf(result, run.model),
    context: run.context,
    bug_type: task.bug_type,
    failure_symptoms: task.failure_symptoms,
    config_hash: run.config_hash,
  };
}
