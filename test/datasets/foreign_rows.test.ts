import { describe, expect, it } from "vitest";
import { parseTasks } from "../../src/datasets/data_file.ts";

const tasksOf = (...rows: unknown[]) =>
  parseTasks(Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n")), "d.jsonl");

const HUMAN_EVAL = {
  task_id: "HumanEval/7",
  prompt:
    'from typing import List\n\n\ndef last(items: List[int]) -> int:\n    """ The last item.\n    >>> last([1, 2])\n    2\n    """\n',
  entry_point: "last",
  canonical_solution: "    return items[-1]\n",
  test: "METADATA = {}\n\n\ndef check(candidate):\n    assert candidate([1, 2]) == 2\n",
};
const MBPP = {
  task_id: 11,
  text: "Write a function to double each number.",
  code: "import math\r\ndef one(x):\r\n  return 2 * x\r\ndef all_doubled(xs):\r\n  return [one(x) for x in xs]\r\n",
  test_setup_code: "",
  test_list: ["assert all_doubled([1]) == [2]", "assert all_doubled([]) == []"],
  challenge_test_list: [],
};

describe("rows of data sets without a bug", () => {
  it("HumanEval: the declaration has no docstring, the tests call their check", async () => {
    const [task] = await tasksOf(HUMAN_EVAL);
    expect(task).toMatchObject({
      task_id: "HumanEval/7",
      language: "python",
      prompt: HUMAN_EVAL.prompt,
      declaration: "from typing import List\n\n\ndef last(items: List[int]) -> int:\n",
      docstring: "The last item.\n>>> last([1, 2])\n2",
      buggy_solution: "    pass\n",
      canonical_solution: "    return items[-1]\n",
      check: { kind: "unit_tests", tests: `${HUMAN_EVAL.test}\n\ncheck(last)\n` },
    });
  });

  it("HumanEval: without a known fix, and with a check that is called already", async () => {
    const test = `${HUMAN_EVAL.test}\ncheck(last)\n`;
    const [task] = await tasksOf({ ...HUMAN_EVAL, canonical_solution: undefined, test });
    expect(task).toMatchObject({ canonical_solution: "", check: { tests: test } });
    expect(task?.declaration).toBe("from typing import List\n\n\ndef last(items: List[int]) -> int:\n");
  });

  it("MBPP: the function that the tests call is the one to be written; helpers stay", async () => {
    const [task] = await tasksOf(MBPP);
    expect(task).toMatchObject({
      task_id: "Mbpp/11",
      entry_point: "all_doubled",
      declaration: "import math\ndef one(x):\n  return 2 * x\ndef all_doubled(xs):\n",
      docstring: MBPP.text,
      canonical_solution: "    return [one(x) for x in xs]\n",
      check: { tests: MBPP.test_list.join("\n") },
    });
    expect(task?.prompt).toContain(`"""${MBPP.text}"""`);
  });

  it("MBPP as EvalPlus and the sanitized part have it", async () => {
    const { text, test_setup_code: _, ...row } = MBPP;
    const [task] = await tasksOf({ ...row, task_id: "Mbpp/3", prompt: text, test_imports: ["import math"] });
    expect(task).toMatchObject({ task_id: "Mbpp/3", docstring: text });
    expect(task?.check).toMatchObject({ tests: `import math\n${MBPP.test_list.join("\n")}` });
  });

  it("MBPP whose tests call no function of its code is refused", async () => {
    await expect(tasksOf({ ...MBPP, test_list: ["assert True"] })).rejects.toThrow(
      'd.jsonl, line 1: field "entry_point" is missing',
    );
  });

  it("a row of our own that lacks a field is none of them", async () => {
    await expect(tasksOf({ ...HUMAN_EVAL, task_id: "Python/0", declaration: "def last(items):\n" })).rejects.toThrow(
      'field "docstring" is missing',
    );
  });
});
