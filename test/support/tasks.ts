/** Tasks for tests that need some, but do not judge them. */
import type { Task } from "../../src/core/index.ts";

export function makeTask(changes: Partial<Task> = {}): Task {
  return {
    task_id: "Python/0",
    language: "python",
    docstring: "Return the larger of a and b.",
    declaration: "def larger(a, b):\n",
    prompt: 'def larger(a, b):\n    """Return the larger of a and b."""\n',
    buggy_solution: "    return a if a < b else b\n",
    canonical_solution: "    return a if a > b else b\n",
    entry_point: "larger",
    bug_type: "operator misuse",
    failure_symptoms: "incorrect output",
    check: {
      kind: "unit_tests",
      tests: "def check(larger):\n    assert larger(1, 2) == 2\n    assert larger(4, 3) == 4\n\ncheck(larger)\n",
      helpers: "",
    },
    ...changes,
  };
}

export function makeTasks(count: number): Task[] {
  return Array.from({ length: count }, (_, index) => makeTask({ task_id: `Python/${index}` }));
}
