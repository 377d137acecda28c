/** `report`: one or several results files → one HTML page. */

import { basename } from "node:path";
import type { Task } from "../../core/index.ts";
import { overEdits } from "../../evaluation/over_edit.ts";
import { differencesOf, type RunData, readRun } from "../../evaluation/runs_compare.ts";
import { UserError } from "../../lib/errors.ts";
import { printText, say } from "../../lib/terminal.ts";
import type { PageRun } from "../../report/page/build_index.ts";
import { reportPage } from "../../report/page/page.ts";
import { runView } from "../../report/run_view.ts";
import { writeReport } from "../../report/write_report.ts";
import type { FlagsOf } from "../flags/table.ts";
import { assertOwnData, datasetOf, tasksById, withCandidates } from "../run_tasks.ts";

/** @throws UserError where an input cannot be read or the page not written */
export async function run({ input, out, "dataset-path": path }: FlagsOf<"report">): Promise<number> {
  const loaded = [];
  for (const file of input) loaded.push(await readRun(file));
  const tasks = new Map<string, Task>();
  assertOneData(loaded);
  for (const run of loaded) {
    const data = await datasetOf(run, path);
    assertOwnData(run, data, "name the file that it was made from, or leave out --dataset-path");
    for (const [id, task] of tasksById(data)) tasks.set(id, task);
  }
  if (tasks.size === 0) say("the data set is not at hand: the page will have no diffs (--dataset-path names it)");
  const names = shortNames(input);
  const runs = loaded.map((run, index) => pageRun(names[index] ?? "", run, tasks));
  await writeReport(out, await reportPage(runs, tasks, unfair(loaded, names)));
  printText(`${out}\n`);
  return 0;
}

/** Tasks are told apart by their ids: those of other data may have the same. */
function assertOneData(runs: readonly RunData[]): void {
  const made = runs.flatMap(({ path, records, run }) => (run === undefined ? [] : [{ path, records, run }]));
  for (const [at, one] of made.entries())
    for (const other of made.slice(at + 1)) {
      if (one.run.dataset.sha256 === other.run.dataset.sha256) continue;
      const ids = new Set(one.records.map(({ task_id }) => task_id));
      const both = other.records.find(({ task_id }) => ids.has(task_id));
      if (both === undefined) continue;
      throw new UserError(`${one.path} and ${other.path} are about other data, and both have a task ${both.task_id}`, {
        hint: "make a page for each",
      });
    }
}

function pageRun(name: string, { records, run }: RunData, tasks: ReadonlyMap<string, Task>): PageRun {
  const view = runView(name, withCandidates(records, tasks), run);
  return { view, edits: overEdits(view.records, tasks) };
}

/** Why a difference between the first run and another need not be the model's. */
function unfair([first, ...others]: readonly RunData[], names: readonly string[]): string[] {
  return others.flatMap((other, index) => {
    const differences = first === undefined ? [] : differencesOf(first, other);
    return differences.length === 0 ? [] : [`${names[index + 1]} is no fair pair: ${differences.join("; ")}`];
  });
}

/** File names without their ending; with as much of the folders as it takes to tell them apart. */
export function shortNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.replace(/\.jsonl$/, "").split("/"));
  const longest = Math.max(...parts.map((it) => it.length));
  for (let kept = 1; kept < longest; kept++) {
    const names = parts.map((it) => it.slice(-kept).join("/"));
    if (new Set(names).size === names.length) return names;
  }
  return paths.map((path, index) => (paths.indexOf(path) === index ? path : `${basename(path)} (${index + 1})`));
}
