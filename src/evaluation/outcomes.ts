/** Records → what became of each task: the unit that every statistic is taken over. */
import type { SampleRecord } from "../core/index.ts";

/** A task with all of its recorded samples. */
export interface TaskOutcome {
  readonly task_id: string;
  /** Empty where no sample of the task is recorded. */
  readonly records: readonly SampleRecord[];
}

/**
 * Groups records by task.
 *
 * @param selected tasks that were to be solved, in their order: one without records is there all the same. By default
 *   those that the records name.
 */
export function taskOutcomes(records: readonly SampleRecord[], selected?: readonly string[]): TaskOutcome[] {
  const byTask = new Map<string, SampleRecord[]>((selected ?? []).map((id) => [id, []]));
  for (const record of records) {
    const group = byTask.get(record.task_id);
    if (group === undefined) byTask.set(record.task_id, [record]);
    else group.push(record);
  }
  return [...byTask].map(([task_id, group]) => ({ task_id, records: group.sort((a, b) => a.sample - b.sample) }));
}

/**
 * True when one of the first `attempts` attempts passed; 1 asks for the first attempt alone, or for the one that was
 * handed in, whichever candidate it was.
 */
export function solvedWithin(record: SampleRecord, attempts: number): boolean {
  if (record.candidates !== undefined) return record.passed;
  return record.attempts.some(({ attempt, verdict }) => attempt < attempts && verdict === "passed");
}

/** Samples of a task that were solved within so many attempts. */
export function solvedSamples({ records }: TaskOutcome, attempts: number): number {
  return records.filter((record) => solvedWithin(record, attempts)).length;
}
