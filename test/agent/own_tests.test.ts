import { describe, expect, it } from "vitest";
import { bestCandidate } from "../../src/agent/best_attempt.ts";
import { buildAgent } from "../../src/agent/react_agent.ts";
import type { Attempt, Judge, RepairCallOptions, Task } from "../../src/core/index.ts";
import { ownTests } from "../../src/languages/python/own_tests.ts";
import { answeringChat } from "../../src/models/chat.ts";
import { makeTask } from "../support/tasks.ts";

const program = (body: string): string => `\`\`\`python\ndef larger(a, b):\n    return ${body}\n\`\`\``;
const TESTS = "```python\nassert larger(1, 2) == 2\nassert larger(5, 4) == 5\nassert larger(0, 0) == 1\n```";

/** Knows three programs; a test is passed where the program's answer is the one that it wants. */
const VALUES: Readonly<Record<string, (a: number, b: number) => number>> = {
  a: (a) => a,
  b: (_a, b) => b,
  "max(a, b)": Math.max,
};

function judgeOf(seen: string[]): Judge {
  return async ({ code }, { check }) => {
    const tests = check.kind === "unit_tests" ? check.tests : "";
    seen.push(tests);
    const value = VALUES[/return (.*)/.exec(code ?? "")?.[1] ?? ""];
    const wanted = [...tests.matchAll(/larger\((\d), (\d)\) == (\d)/g)];
    const passed =
      value !== undefined &&
      wanted.length > 0 &&
      wanted.every(([, a, b, c]) => value(Number(a), Number(b)) === Number(c));
    const execution = { exit_code: passed ? 0 : 1, stdout: "", stderr: "", runtime_sec: 0 };
    const failure = { type: "AssertionError", message: "", frames: [], assertion: tests.trim() };
    return { verdict: passed ? "passed" : "wrong_answer", execution, ...(!passed && { failure }) };
  };
}

async function repair(answers: readonly string[], written: string, task: Task, iters: number) {
  const calls: RepairCallOptions[] = [];
  const prompts: string[] = [];
  const seen: string[] = [];
  const chat = answeringChat(async (messages, call) => {
    calls.push(call);
    prompts.push(messages.map(({ text }) => text).join("\n"));
    const text = call.wants === "tests" ? written : (answers[call.attempt ?? 0] ?? "");
    return { text, promptTokens: 10, completionTokens: 1, finishReason: "stop" };
  });
  const model = { name: "m", identity: {}, dtype: "", chat, [Symbol.asyncDispose]: async () => {} };
  const agent = buildAgent({
    ...{ model, judge: judgeOf(seen), context: "docs", feedback: "assertion", iters, seed: 0, strategy: "continue" },
    ...{ guide: "examples", ownTests: 3 },
  });
  return { ...(await agent(task, 0)), calls, prompts, seen };
}

const examples = (task: Partial<Task> = {}) =>
  makeTask({ example_test: "def check(larger):\n    assert larger(3, 3) == 3\n\ncheck(larger)\n", ...task });
const counts = (attempts: readonly Attempt[] = []) => attempts.map(({ own_tests: own }) => own?.passed);

describe("tests that a model writes for itself", () => {
  it("are its one-line assertions about the function, each once and alone", () => {
    const text = `Sure:\n${TESTS}\nassert other(1)\n  assert larger(1, 2) == 2\nassert larger((\nassert not larger(0, 0)  # edge`;
    const tests = ownTests.read(text, "larger");
    expect(tests.map((it) => it.split("\n")[1]?.trim())).toEqual([
      ...["assert larger(1, 2) == 2", "assert larger(5, 4) == 5", "assert larger(0, 0) == 1"],
      "assert not larger(0, 0)  # edge",
    ]);
    expect(tests[0]).toBe("def check(larger):\n    assert larger(1, 2) == 2\n\ncheck(larger)\n");
  });

  it("are asked for once, before the first answer, without the code to repair", async () => {
    const { calls, prompts, ownTests: own } = await repair([program("b")], TESTS, examples(), 2);
    expect(calls.map(({ wants, attempt }) => [wants, attempt]).slice(0, 2)).toEqual([
      ["tests", 3],
      [undefined, 0],
    ]);
    expect(prompts[0]).toContain("Return the larger of a and b.");
    expect(prompts[0]).not.toContain("a if a < b else b");
    expect(own?.tests).toHaveLength(3);
  });

  it("choose among candidates that pass the examples, though one of them is wrong; the hidden tests judge one", async () => {
    const { attempts, candidates, prompts, seen } = await repair(
      [program("a"), program("max(a, b)"), program("b")],
      ...([TESTS, examples(), 2] as const),
    );
    expect(counts(candidates)).toEqual([1, 2, 1]);
    expect(attempts[0]?.candidate).toContain("max(a, b)");
    expect(prompts[2]).toContain("assert larger(1, 2) == 2");
    const hidden = makeTask().check.kind === "unit_tests" ? (makeTask().check as { tests: string }).tests : "";
    expect(seen.filter((tests) => tests === hidden)).toHaveLength(1);
    expect(seen.at(-1)).toBe(hidden);
  });

  it("end the attempts when all pass, and are not run again on the same text", async () => {
    const right = TESTS.replace("== 1\n", "== 0\n");
    const { candidates, seen, stopped } = await repair(
      [program("a"), program("a"), program("max(a, b)")],
      right,
      examples(),
      5,
    );
    expect([counts(candidates), stopped]).toEqual([[2, 2, 3], "passed"]);
    expect(seen).toHaveLength(2 * (1 + 3) + 1);
  });

  it("guide where the specification shows no example; where there are none either, one answer is handed in", async () => {
    const guided = await repair([program("b"), program("max(a, b)")], TESTS, makeTask(), 1);
    expect(guided.candidates?.map(({ verdict }) => verdict)).toEqual(["wrong_answer", "wrong_answer"]);
    expect(guided.attempts[0]?.candidate).toContain("max(a, b)");
    const none = await repair([program("b"), program("a")], "I would test edge cases.", makeTask(), 1);
    expect([none.candidates?.length, none.stopped]).toEqual([1, "no_examples"]);
  });

  it("come behind the examples", () => {
    const made = (attempt: number, verdict: Attempt["verdict"], passed: number) =>
      ({ attempt, verdict, own_tests: { passed, total: 3 } }) as Attempt;
    expect(bestCandidate([made(0, "wrong_answer", 3), made(1, "passed", 0), made(2, "passed", 1)]).attempt).toBe(2);
  });
});
