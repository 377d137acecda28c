/** What a judge in the candidate's own process takes for right, and ours does not. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Sandbox } from "../../src/core/index.ts";
import { makeForgeableJudge } from "../../src/judging/forgeable_judge.ts";
import { makeJudge } from "../../src/judging/judge.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";

const tests = "\ndef check(f):\n    assert f(2) == 4\n    assert f(-3) == 9\n\ncheck(square)\n";
const TASK = { check: { kind: "unit_tests", tests, helpers: "" }, entry_point: "square" } as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ kind: "process", concurrency: 2 });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

it.each([
  ["a right answer", "def square(x):\n    print('squaring')\n    return x * x", "passed", true],
  ["one that needs OctoPack's imports", "def square(x):\n    return int(math.pow(x, 2))", "passed", true],
  ["a wrong one", "def square(x):\n    return x", "wrong_answer", false],
  ["an early end", "import sys\ndef square(x):\n    sys.exit(0)", "runtime_error", false],
  [
    "an object that equals everything",
    "class Yes:\n    def __eq__(self, other):\n        return True\ndef square(x):\n    return Yes()",
    "unsupported_type",
    true,
  ],
  [
    "a program that prints what the judge would and leaves",
    "import os, sys\ndef square(x):\n    sys.__stdout__.write('passed\\n')\n    sys.__stdout__.flush()\n    os._exit(0)",
    "runtime_error",
    true,
  ],
])("%s", async (_name, code, ours, passesElsewhere) => {
  const parts = { sandbox, limits: DEFAULT_LIMITS, imports: "octopack" } as const;
  const candidate = { code, source: "bare" } as const;
  expect((await makeJudge(parts)(candidate, TASK)).verdict).toBe(ours);
  const { verdict } = await makeForgeableJudge(parts)(candidate, TASK);
  expect(verdict === "passed").toBe(passesElsewhere);
});
