/**
 * Writes a data set's own solutions as answers that `--model replay:FILE` judges: what a perfect model would score, and
 * one that repeats the bug.
 *
 *     npx tsx scripts/known_answers.ts --field canonical --out results/known.jsonl [--dataset-path FILE]
 */
import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { reportFailure } from "../src/cli/failure.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { makeFolder } from "../src/lib/files.ts";

const { values } = parseArgs({
  options: {
    field: { type: "string", default: "canonical" },
    out: { type: "string" },
    "dataset-path": { type: "string" },
  },
});
const { field, out, "dataset-path": path } = values;
if ((field !== "canonical" && field !== "buggy") || out === undefined) {
  process.stderr.write("usage: --field canonical|buggy --out FILE [--dataset-path FILE]\n");
  process.exit(2);
}

async function writeAnswers(file: string): Promise<void> {
  const { tasks } = await loadTasks({
    ...(path !== undefined && { path }),
    report: (line) => void process.stderr.write(`${line}\n`),
  });
  const lines = tasks.map((task) => {
    const body = field === "canonical" ? task.canonical_solution : task.buggy_solution;
    return `${JSON.stringify({ task_id: task.task_id, solution: task.declaration + body })}\n`;
  });
  await makeFolder(dirname(resolve(file)));
  writeFileSync(file, lines.join(""));
  process.stderr.write(`${file}: ${lines.length} answers\n`);
}

await writeAnswers(out).catch((error) => {
  process.exitCode = reportFailure(error, false);
});
