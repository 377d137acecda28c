/**
 * Writes a data set's own solutions as answers that `--model replay:FILE` judges: what a perfect model would score, and
 * one that repeats the bug.
 *
 *     npx tsx scripts/known_answers.ts --field canonical --out results/known.jsonl [--dataset-path FILE]
 */
import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { oneOf, text } from "../src/cli/flags/kinds.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { makeFolder } from "../src/lib/files.ts";
import { script } from "./support/script.ts";

const {
  field,
  out,
  "dataset-path": path,
} = script({
  about: "Writes a data set's own solutions as answers that --model replay:FILE judges.",
  flags: {
    field: { kind: oneOf(["canonical", "buggy"]), default: "canonical", help: "which solutions" },
    out: { kind: text, takes: "FILE", required: true, help: "file to write" },
    "dataset-path": { kind: text, takes: "FILE", otherwise: "HumanEvalFix", help: "the data set" },
  },
});

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

await writeAnswers(out);
