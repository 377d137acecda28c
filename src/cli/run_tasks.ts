/** The tasks that a results file is about, found without any network. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { extractCode } from "../agent/extraction.ts";
import type { SampleRecord, Task } from "../core/index.ts";
import { keptBenchmark, type LoadedTasks, loadTasks } from "../datasets/index.ts";
import type { RunData } from "../evaluation/runs_compare.ts";
import { partOf } from "../languages/parts.ts";
import { PACKAGE_ROOT } from "../lib/paths.ts";

/**
 * The data set of a run: the file that the user names, the one that the run file names, or else HumanEvalFix where
 * the ids look like its own.
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
  const parts = new Set(run === undefined ? records.map(({ task_id }) => partOf(task_id)) : []);
  const [part] = parts;
  if (parts.size === 1 && part !== undefined) places.push(...[keptBenchmark(part)].filter((it) => it !== undefined));
  for (const path of places.filter((it) => existsSync(it))) {
    const data = await loadTasks({ path, report });
    if (sha256 === undefined || data.sha256 === sha256) return data;
  }
  return undefined;
}

export function tasksById(data: LoadedTasks | undefined): Map<string, Task> {
  return new Map((data?.tasks ?? []).map((task) => [task.task_id, task]));
}

/** Records of the original hold no candidate: it is taken out of their completion, as ours would be. */
export function withCandidates(records: readonly SampleRecord[], tasks: ReadonlyMap<string, Task>): SampleRecord[] {
  return records.map((record) => {
    const task = tasks.get(record.task_id);
    if (record.schema_version > 0 || task === undefined) return record;
    const { code, source } = extractCode(record.completion, task);
    const found = { candidate: code ?? null, extraction: source };
    return { ...record, candidate: found.candidate, attempts: record.attempts.map((it) => ({ ...it, ...found })) };
  });
}
