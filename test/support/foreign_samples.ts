/** A small data set in a folder of its own, and samples of it as other tools have them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./folder.ts";
import { ROOT } from "./program.ts";

/** Real logs of Inspect, and the like. */
export const FIXTURES = join(ROOT, "test/evaluation/fixtures");

/** Two functions of HumanEvalPack's kind; the ids are its own, so that HumanEval's numbers fit. */
export const TASKS = ["last", "first"].map((name, at) => ({
  ...{ task_id: `Python/${at}`, entry_point: name, prompt: `def ${name}(items):\n    """It."""\n` },
  ...{ declaration: `def ${name}(items):\n`, docstring: "It.", buggy_solution: "    return None\n" },
  ...{
    canonical_solution: `    return items[${at - 1}]\n`,
    test: `assert ${name}([1, 2, 3]) == ${at === 0 ? 3 : 1}\n`,
  },
}));
export const RIGHT = TASKS.map(({ declaration, canonical_solution }) => declaration + canonical_solution);
export const WRONG = TASKS.map(({ declaration, buggy_solution }) => declaration + buggy_solution);

export function place() {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  writeFileSync(at("the tasks.jsonl"), TASKS.map((task) => `${JSON.stringify(task)}\n`).join(""));
  return { folder, at, data: at("the tasks.jsonl") };
}

export const lines = (...rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
