import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Judgement, Sandbox } from "../../src/core/index.ts";
import { judge } from "../../src/judging/judge.ts";
import { makeRunTestsTool } from "../../src/judging/run_tests_tool.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";

const LIMITS = { ...DEFAULT_LIMITS, timeoutSec: 2, cpuSec: 2 };
const TESTS =
  "def check(f):\n    assert f(2) == 4\n    assert f(-3) == 9, 'squares of negative numbers'\n\ncheck(square)\n";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ kind: "process", concurrency: 2 });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

function judged(code: string | undefined, tests = TESTS, helpers = "", entry_point = "square"): Promise<Judgement> {
  const check = { kind: "unit_tests", tests, helpers } as const;
  return judge({ code, source: "bare" }, { check, entry_point }, sandbox, LIMITS, { imports: "octopack" });
}

describe("judge", () => {
  it("passes a right candidate", async () => {
    const { verdict, execution, failure } = await judged(
      "def square(x):\n    print('squaring', x)\n    return x * x\n",
    );
    expect({ verdict, stdout: execution.stdout, exit: execution.exit_code, failure }).toEqual({
      verdict: "passed",
      stdout: "squaring 2\nsquaring -3\n",
      exit: 0,
      failure: undefined,
    });
  });

  it("tells the assertion that failed, its message and the values compared", async () => {
    const { verdict, execution, failure } = await judged("def square(x):\n    return x * abs(x)\n");
    expect(verdict).toBe("wrong_answer");
    expect(failure?.message).toBe("squares of negative numbers");
    expect(failure?.assertion).toBe("assert f(-3) == 9, 'squares of negative numbers'\nleft:  -9\nright: 9");
    expect(execution.exit_code).toBe(1);
    expect(execution.stderr).toContain("AssertionError: squares of negative numbers");
  });

  it("tells the candidate's own frames of an exception", async () => {
    const { verdict, failure } = await judged(
      "def inner(x):\n    return {}[x]\n\ndef square(x):\n    return inner(x)\n",
    );
    expect(verdict).toBe("runtime_error");
    expect(failure).toMatchObject({
      type: "KeyError",
      message: "2",
      frames: [
        { line: 5, function: "square", source: "return inner(x)" },
        { line: 2, function: "inner", source: "return {}[x]" },
      ],
    });
  });

  it.each([
    ["no_code", undefined],
    ["syntax_error", "def square(x)\n    return x"],
    ["missing_entry_point", "def cube(x):\n    return x ** 3\n"],
    ["missing_entry_point", "square = 4"],
    ["runtime_error", "raise ValueError('at import')"],
    ["unsupported_type", "async def square(x):\n    return x * x\n"],
    ["timeout", "def square(x):\n    while True: pass\n"],
    ["memory_limit", "def square(x):\n    return len(bytearray(1 << 40))\n"],
    ["output_limit", "def square(x):\n    while True: print('x' * 10000)\n"],
  ] as const)("gives the verdict %s", async (verdict, code) => {
    expect((await judged(code)).verdict).toBe(verdict);
  });

  it("lets the tests use helpers and chance", async () => {
    const tests = "for _ in range(5):\n    n = random.randint(1, 9)\n    assert square(n) == twice(n) * n / 2\n";
    const helpers = "def twice(x):\n    return 2 * x\n";
    expect((await judged("def square(x):\n    return x * x\n", tests, helpers)).verdict).toBe("passed");
  });

  it("fails tests that execute no assertion", async () => {
    const { verdict, failure } = await judged("def square(x):\n    return x * x\n", "square(2)\n");
    expect(verdict).toBe("wrong_answer");
    expect(failure?.message).toBe("the tests executed no assertion");
  });

  it("says sandbox_error for tests that cannot run, never passed", async () => {
    const { verdict, execution } = await judged("def square(x):\n    return x * x\n", "assert (\n");
    expect(verdict).toBe("sandbox_error");
    expect(execution.stderr).toContain("the tests cannot run");
  });

  it("marks what it cuts of the output", async () => {
    const { verdict, execution } = await judged("print('y' * 100000)\ndef square(x):\n    return x * x\n");
    expect(verdict).toBe("passed");
    expect(execution.stdout).toMatch(/^y+\n\[… 91809 characters cut …\]\ny+\n$/);
  });

  it("stops when it is told to", async () => {
    const abort = new AbortController();
    const check = { kind: "unit_tests", tests: TESTS, helpers: "" } as const;
    const candidate = { code: "import time\ntime.sleep(60)\n", source: "bare" } as const;
    const options = { imports: "octopack", signal: abort.signal } as const;
    const limits = { ...LIMITS, timeoutSec: 60 };
    const judging = judge(candidate, { check, entry_point: "square" }, sandbox, limits, options);
    setTimeout(() => abort.abort(new Error("enough")), 100);
    await expect(judging).rejects.toThrow("enough");
    expect((await judged("def square(x):\n    return x * x\n")).verdict).toBe("passed");
  });
});

describe("run_python_with_tests", () => {
  it("is a LangChain tool that answers with the execution", async () => {
    const tool = makeRunTestsTool({ sandbox, limits: LIMITS, imports: "octopack" });
    const answer = await tool.invoke({ code: "def square(x):\n    return x\n", tests: TESTS, entry_point: "square" });
    expect(answer).toMatchObject({ passed: false, verdict: "wrong_answer", exit_code: 1, stdout: "" });
    await expect(tool.invoke({ code: "x" } as never)).rejects.toThrow();
  });
});
