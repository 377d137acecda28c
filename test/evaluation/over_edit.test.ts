import { describe, expect, it } from "vitest";
import { overEditOf, overEdits, summarizeOverEdit } from "../../src/evaluation/over_edit.ts";
import { makeRecord } from "../support/records.ts";
import { makeTask } from "../support/tasks.ts";

/** Buggy: `<` for `>`, one character in one line. */
const task = makeTask();
const fixed = task.declaration + task.canonical_solution;

describe("over-edit", () => {
  it.each([
    ["the known fix", fixed, { lines: 1, characters: 1 }],
    ["no change at all", task.declaration + task.buggy_solution, { lines: 0, characters: 0 }],
    [
      "a docstring, a comment and an import beside the fix",
      `import os\n\n${task.declaration}    """Larger."""\n    # now right\n${task.canonical_solution}`,
      { lines: 1, characters: 1 },
    ],
    ["one more line", `${task.declaration}    a = a\n${task.canonical_solution}`, { lines: 2, characters: 11 }],
    ["another body", `${task.declaration}    return max(a, b)\n`, { lines: 1, characters: 15 }],
  ])("%s", (_name, candidate, made) => {
    expect(overEditOf(task)(candidate)).toEqual({ made, needed: { lines: 1, characters: 1 } });
  });

  it("is measured where a task was solved and its fix is known", () => {
    const unknown = makeTask({ task_id: "Python/1", canonical_solution: "" });
    const tasks = new Map([task, unknown].map((it) => [it.task_id, it]));
    const solved = makeRecord({ candidate: fixed });
    const records = [
      solved,
      makeRecord({ candidate: fixed, verdict: "wrong_answer", passed: false }),
      makeRecord({ task_id: "Python/1", candidate: fixed }),
      makeRecord({ task_id: "Python/2", candidate: fixed }),
      makeRecord({ candidate: null }),
    ];
    expect([...overEdits(records, tasks).keys()]).toEqual([solved]);
  });

  it("is told by medians, and by how many fixes are larger than they had to be", () => {
    const size = (lines: number) => ({ made: { lines, characters: 10 * lines }, needed: { lines: 1, characters: 5 } });
    expect(summarizeOverEdit([])).toBeUndefined();
    expect(summarizeOverEdit([size(1), size(3), size(2), size(8)])).toEqual({
      ...{ fixes: 4, median_lines: 2.5, median_lines_needed: 1 },
      ...{ median_characters: 25, median_characters_needed: 5, larger: 3 },
    });
  });

  it("ends soon on programs that have nothing in common", () => {
    const body = (word: string) => Array.from({ length: 3_000 }, (_, at) => `    ${word}_${at} = ${at}\n`).join("");
    const long = makeTask({ buggy_solution: body("a"), canonical_solution: body("b") });
    const edit = overEditOf(long)(long.declaration + body("c"));
    // Beyond a limit of edits the whole text counts, the common first line with it.
    expect(edit?.made.lines).toBe(3_001);
  });
});
