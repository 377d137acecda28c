/** The tasks that a results file is about, found without any network. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { extractCode } from "../agent/extraction.ts";
import type { SampleRecord, Task } from "../core/index.ts";
import { keptBenchmark, type LoadedTasks, loadTasks } from "../datasets/index.ts";
import { readRunFile } from "../evaluation/run_file.ts";
import type { RunData } from "../evaluation/runs_compare.ts";
import { partOf } from "../languages/parts.ts";
import { UserError } from "../lib/errors.ts";
import { PACKAGE_ROOT } from "../lib/paths.ts";

/**
 * The data set of a run: the file that the user names, the one that the run file names, or else, for records of the
 * original program, HumanEvalFix where the ids look like its own.
 *
 * @param named `--dataset-path`
 * @returns undefined where none is at hand
 * @throws UserError where the named file is no data set
 */
export async function datasetOf(
  { run, records }: RunData,
  named: string | undefined,
): Promise<LoadedTasks | undefined> {
  const report = (): void => {};
  if (named !== undefined) return loadTasks({ path: named, report });
  const [recorded, sha256] = [run?.dataset.path ?? "", run?.dataset.sha256];
  const places = recorded === "" ? [] : [resolve(recorded), resolve(PACKAGE_ROOT, recorded)];
  // Only the original program wrote no run file, and it knew no other data.
  const ofOriginal = run === undefined && records.every(({ schema_version }) => schema_version === 0);
  const parts = new Set(ofOriginal ? records.map(({ task_id }) => partOf(task_id)) : []);
  const [part] = parts;
  if (parts.size === 1 && part !== undefined) places.push(...[keptBenchmark(part)].filter((it) => it !== undefined));
  for (const path of places.filter((it) => existsSync(it))) {
    const data = await loadTasks({ path, report });
    if (sha256 === undefined || data.sha256 === sha256) return data;
  }
  return undefined;
}

/**
 * Refuses data that a run was not made from.
 *
 * @param instead what to do
 * @throws UserError
 */
export function assertOwnData({ path, run }: RunData, data: LoadedTasks | undefined, instead: string): void {
  if (run === undefined || data === undefined || run.dataset.sha256 === data.sha256) return;
  throw new UserError(`${data.path} is not the data that ${path} was made from: its hash is another`, {
    hint: instead,
  });
}

/** A line where saved answers were given to other data than they are judged on now; none where that is not known. */
export async function otherData(file: string, data: LoadedTasks): Promise<string[]> {
  const made = (await readRunFile(file))?.dataset;
  if (made === undefined || made.sha256 === data.sha256) return [];
  return [`${file} answers other data (${made.path}): its answers are taken for those to the tasks of ${data.path}`];
}

export function tasksById(data: LoadedTasks | undefined): Map<string, Task> {
  return new Map((data?.tasks ?? []).map((task) => [task.task_id, task]));
}

/** Records of the original hold no candidate: it is taken out of their completion, as ours would be. */
export function withCandidates(records: readonly SampleRecord[], tasks: ReadonlyMap<string, Task>): SampleRecord[] {
  return records.map((record) => {
    const task = tasks.get(record.task_id);
    if (record.schema_version > 0 || task === undefined) return record;
    const { code, source, rule } = extractCode(record.completion, task);
    const found = { candidate: code ?? null, extraction: source, ...(rule && { extraction_rule: rule }) };
    return { ...record, candidate: found.candidate, attempts: record.attempts.map((it) => ({ ...it, ...found })) };
  });
}
