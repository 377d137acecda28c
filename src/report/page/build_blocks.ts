/** Runs → the compressed blocks of texts of a page. */
import { deflateRawSync } from "node:zlib";
import type { Attempt, SampleRecord, Task } from "../../core/index.ts";
import type { OverEdit } from "../../evaluation/over_edit.ts";
import { allTasks, type PageRun } from "./build_index.ts";
import type { AttemptDetails, RecordDetails, TaskDetails, TaskPrompts } from "./page_data.ts";

/** Base64 of raw DEFLATE of JSON: an array with an entry per task of the block. */
export interface Block {
  readonly details: string;
  readonly prompts: string;
}

export function buildBlocks(
  runs: readonly PageRun[],
  tasks: ReadonlyMap<string, Task>,
  tasksPerBlock: number,
): Block[] {
  const ids = allTasks(runs);
  const records = runs.map(({ view }) => new Map(view.outcomes.map((it) => [it.task_id, it.records])));
  const blocks: Block[] = [];
  for (let from = 0; from < ids.length; from += tasksPerBlock) {
    const group = ids.slice(from, from + tasksPerBlock);
    const ofTask = (id: string): SampleRecord[][] => records.map((byId) => [...(byId.get(id) ?? [])]);
    const details = group.map((id) => taskDetails(tasks.get(id), ofTask(id), runs));
    const prompts: TaskPrompts[] = group.map((id) =>
      ofTask(id).map((of) => of.map((record) => record.attempts.map((attempt) => attempt.prompt))),
    );
    blocks.push({ details: packed(details), prompts: packed(prompts) });
  }
  return blocks;
}

function taskDetails(
  task: Task | undefined,
  records: readonly (readonly SampleRecord[])[],
  runs: readonly PageRun[],
): TaskDetails {
  const program = (head: string | undefined, body: string | undefined): string => (body ? `${head ?? ""}${body}` : "");
  return {
    buggy: program(task?.declaration, task?.buggy_solution),
    buggy_with_docstring: program(task?.prompt, task?.buggy_solution),
    fixed: program(task?.declaration, task?.canonical_solution),
    fixed_with_docstring: program(task?.prompt, task?.canonical_solution),
    failure_symptoms: task?.failure_symptoms ?? records.flat()[0]?.failure_symptoms ?? "",
    runs: records.map((of, run) => of.map((record) => recordDetails(record, runs[run]?.edits.get(record)))),
  };
}

function recordDetails(record: SampleRecord, edit: OverEdit | undefined): RecordDetails {
  return {
    sample: record.sample,
    model: record.model,
    runtime_sec: record.runtime_sec,
    attempts: record.attempts.map(withoutPrompt),
    ...(record.candidates && { candidates: record.candidates.length + programsOf(record) }),
    ...(edit && { edit: [edit.made.lines, edit.needed.lines, edit.made.characters, edit.needed.characters] as const }),
  };
}

/** A search's programs: only one of them is kept. */
function programsOf({ candidates = [], search }: SampleRecord): number {
  return search === undefined ? 0 : search.attempts - candidates.filter(({ edit }) => edit !== undefined).length;
}

function withoutPrompt({ prompt: _, ...rest }: Attempt): AttemptDetails {
  return rest;
}

function packed(value: unknown): string {
  return deflateRawSync(Buffer.from(JSON.stringify(value))).toString("base64");
}
