/** Report pages of synthetic runs, written to disk as the command writes them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { overEdits } from "../../src/evaluation/over_edit.ts";
import { reportPage } from "../../src/report/page/page.ts";
import { runView } from "../../src/report/run_view.ts";
import { type SyntheticOptions, type SyntheticRun, syntheticRun } from "./synthetic_run.ts";

export interface WrittenPage {
  readonly url: string;
  readonly html: string;
  readonly runs: readonly SyntheticRun[];
}

export async function writePage(folder: string, ...options: readonly SyntheticOptions[]): Promise<WrittenPage> {
  const runs = options.map(syntheticRun);
  const tasks = new Map(runs.flatMap((run) => run.tasks.map((task) => [task.task_id, task] as const)));
  const views = runs.map(({ records, run }, index) => ({
    view: runView(`run ${index + 1}`, records, run),
    edits: overEdits(records, tasks),
  }));
  const html = await reportPage(views, tasks);
  const path = join(folder, `report-${Math.random().toString(36).slice(2)}.html`);
  writeFileSync(path, html);
  return { url: `file://${path}`, html, runs };
}
