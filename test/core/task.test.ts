import { expect, it } from "vitest";
import { exampleTask, type Task } from "../../src/core/index.ts";

const judgedBy = (example_test: string): string => {
  const check = { kind: "unit_tests", tests: "check(f)", helpers: "" } as const;
  const judged = exampleTask({ entry_point: "f", check, example_test } as Task);
  return judged.check.kind === "unit_tests" ? judged.check.tests : "";
};

it("the examples are what judges, from their first line at the margin on", () => {
  const examples = "def check(f):\n    assert f(1) == 2\ncheck(f)\n";
  expect(judgedBy(examples)).toBe(examples);
  expect(judgedBy(`    total = 1\n\n    return total\n${examples}`)).toBe(examples);
  expect(judgedBy("    indented to the end\n")).toBe("    indented to the end\n");
});
