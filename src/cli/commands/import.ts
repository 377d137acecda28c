/** `import`: samples of other tools → answers that `--model replay:FILE` judges. */

import { loadTasks } from "../../datasets/index.ts";
import { readForeignSamples } from "../../evaluation/samples/read_samples.ts";
import { type ForeignSample, taskFinder, toAnswer } from "../../evaluation/samples/sample.ts";
import { UserError } from "../../lib/errors.ts";
import { jsonLine } from "../../lib/jsonl.ts";
import { say } from "../../lib/terminal.ts";
import { writeReport } from "../../report/write_report.ts";
import type { FlagsOf } from "../flags/table.ts";
import { commandLine } from "../shell_command.ts";

/** @throws UserError naming what cannot be read; and where no sample is of a task of the data set */
export async function run({ input, out, "dataset-path": path }: FlagsOf<"import">): Promise<number> {
  const data = await loadTasks({ ...(path !== undefined && { path }), report: say });
  const { samples, notes } = await readForeignSamples(input, data.tasks);
  for (const note of notes) say(note);
  const { lines, counts, unknown } = answersOf(samples, taskFinder(data.tasks), input);
  if (unknown.size > 0) say(unknownText(input, unknown, data.path));
  if (counts.size === 0)
    throw new UserError(`${input} has no sample of a task of ${data.path}`, { hint: "name another --dataset-path" });
  await writeReport(out, lines.join(""));
  const sizes = [...counts.values()];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const ids = data.tasks.flatMap(({ task_id }) => (counts.has(task_id) ? [task_id] : []));
  const flags = [
    ...(path === undefined ? [] : ["--dataset-path", path]),
    ...(ids.length < data.tasks.length ? ["--task-id", ids.join(",")] : []),
    ...(least > 1 ? ["--samples", String(least)] : []),
  ];
  if (ids.length < data.tasks.length)
    say(`tasks of ${data.path} without a sample: ${data.tasks.length - ids.length} of ${data.tasks.length}`);
  if (least < most) say(`between ${least} and ${most} samples of a task: ${least} of each can be judged together`);
  say(`${lines.length} samples of ${counts.size} tasks; judge them with`);
  say(`  ${commandLine(["--model", `replay:${out}`, ...flags])}`);
  return 0;
}

function answersOf(samples: readonly ForeignSample[], find: ReturnType<typeof taskFinder>, input: string) {
  const counts = new Map<string, number>();
  const unknown = new Map<string, number>();
  const seen = new Set<string>();
  const lines = samples.flatMap((sample) => {
    const task = find(sample.id);
    if (task === undefined) {
      unknown.set(sample.id, (unknown.get(sample.id) ?? 0) + 1);
      return [];
    }
    const { task_id } = task;
    const key = JSON.stringify([task_id, sample.sample]);
    if (sample.sample !== undefined && seen.has(key))
      throw new UserError(`${input} has sample ${sample.sample} of ${task_id} twice`, { hint: "which one is meant?" });
    seen.add(key);
    // Numbered anew: one that has no output leaves no gap.
    const number = counts.get(task_id) ?? 0;
    counts.set(task_id, number + 1);
    return [jsonLine(toAnswer(task, number, sample))];
  });
  return { lines, counts, unknown };
}

const SHOWN = 3;

function unknownText(input: string, unknown: ReadonlyMap<string, number>, data: string): string {
  const ids = [...unknown.keys()];
  const count = [...unknown.values()].reduce((sum, it) => sum + it, 0);
  const shown = `${ids.slice(0, SHOWN).join(", ")}${ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : ""}`;
  return `${input}: samples left out, because ${data} does not have their tasks (${shown}): ${count}`;
}
