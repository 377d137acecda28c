/** `import`: samples of other harnesses → answers that `--model replay:FILE` judges. */

import { loadTasks } from "../../datasets/index.ts";
import { programOf, sampleSchema, taskOfSample, toAnswer } from "../../evaluation/samples_format.ts";
import { UserError } from "../../lib/errors.ts";
import { PROGRAM } from "../../lib/paths.ts";
import { say } from "../../lib/terminal.ts";
import { readAnswerFile } from "../../models/answer_file.ts";
import { writeReport } from "../../report/write_report.ts";
import type { FlagsOf } from "../flags/table.ts";
import { tasksById } from "../run_tasks.ts";

/** @throws UserError naming the line of a sample that cannot be read, or whose task the data set does not have */
export async function run({ input, out, "dataset-path": path }: FlagsOf<"import">): Promise<number> {
  const data = await loadTasks({ ...(path !== undefined && { path }), report: say });
  const tasks = tasksById(data);
  const { lines } = await readAnswerFile(input, sampleSchema);
  const samples = new Map<string, number>();
  const answers = lines.map(({ line, value }) => {
    const task = taskOfSample(value.task_id, tasks);
    if (task === undefined) throw new UserError(`${input}, line ${line}: ${data.path} has no task ${value.task_id}`);
    const sample = samples.get(task.task_id) ?? 0;
    samples.set(task.task_id, sample + 1);
    return `${JSON.stringify(toAnswer(task.task_id, sample, programOf(value, task)))}\n`;
  });
  await writeReport(out, answers.join(""));
  const most = Math.max(...samples.values());
  const flags = [...(path ? ["--dataset-path", path] : []), ...(most > 1 ? ["--samples", String(most)] : [])];
  say(`${answers.length} samples of ${samples.size} tasks; judge them with`);
  say(`  ${[PROGRAM, "--model", `replay:${out}`, ...flags].join(" ")}`);
  return 0;
}
