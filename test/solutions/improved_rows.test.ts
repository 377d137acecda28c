import { expect, test } from "vitest";
import { improvedRows } from "../../src/solutions/repair.ts";
import { makeRecord } from "../support/records.ts";

const row = (problem: string) => ({ problem, model_solution: "old", more: [1] });
const rows = ["a", "b", "c", "d"].map(row);
const file = { path: "f.json", rows, exactRows: rows, sha256: "" };

test("each row has the best program of its record beside what it had; without a finished record it stays as it is", () => {
  const improved = improvedRows(file, "model_solution", [
    makeRecord({ task_id: "problem/0", candidate: "print(1)\n" }),
    makeRecord({ task_id: "problem/1", candidate: null, completion: "I do not know." }),
    makeRecord({ task_id: "problem/2", candidate: "print(3)\n", verdict: "sandbox_error" }),
  ]);
  expect(improved).toEqual([
    { ...row("a"), improved_model_solution: "```python\nprint(1)\n```\n" },
    { ...row("b"), improved_model_solution: "I do not know." },
    row("c"),
    row("d"),
  ]);
});
