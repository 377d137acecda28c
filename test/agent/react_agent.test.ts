import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentParts, buildAgent } from "../../src/agent/react_agent.ts";
import type { Context, Feedback, Judge, Sandbox, Spending, StrategyName, Task } from "../../src/core/index.ts";
import { makeJudge } from "../../src/judging/judge.ts";
import { answeringChat } from "../../src/models/chat.ts";
import { parseModel } from "../../src/models/index.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { openModel } from "../../src/search/model.ts";
import { temporaryFolder } from "../support/folder.ts";
import { makeTask } from "../support/tasks.ts";

const WRONG = "```python\ndef larger(a, b):\n    return a\n```";
const CRASH = "```python\ndef larger(a, b):\n    return [a, b][2]\n```";
const RIGHT = "```python\ndef larger(a, b):\n    return max(a, b)\n```";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ kind: "process", concurrency: 1 });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

interface Choices {
  readonly iters?: number;
  readonly feedback?: Feedback;
  readonly context?: Context;
  readonly strategy?: StrategyName | readonly StrategyName[];
}

async function repair(
  completions: readonly string[],
  { iters = 0, feedback = "assertion", context = "docs", ...more }: Choices,
) {
  const script = join(temporaryFolder(), "script.jsonl");
  writeFileSync(script, JSON.stringify({ task_id: "Python/0", completions }));
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 10, stop: [] };
  await using model = await openModel(parseModel(`scripted:${script}`), { sampling, report: () => {} });
  const judge = makeJudge({ sandbox, limits: DEFAULT_LIMITS, imports: "octopack" });
  const { attempts } = await buildAgent({ model, judge, context, feedback, iters, seed: 0, ...more })(makeTask(), 0);
  return attempts;
}

const verdicts = (attempts: readonly { verdict: string }[]): string[] => attempts.map((it) => it.verdict);

describe("the agent", () => {
  it("makes one attempt without repairs, whatever comes of it", async () => {
    expect(verdicts(await repair([WRONG, RIGHT], {}))).toEqual(["wrong_answer"]);
  });

  it("repairs until it passes, and executes the last repair too", async () => {
    expect(verdicts(await repair([WRONG, RIGHT, WRONG], { iters: 5 }))).toEqual(["wrong_answer", "passed"]);
    expect(verdicts(await repair([WRONG, CRASH, RIGHT], { iters: 2 }))).toEqual([
      "wrong_answer",
      "runtime_error",
      "passed",
    ]);
  });

  it("goes on for as many attempts as asked, beyond LangGraph's default of 25 steps", async () => {
    expect(await repair([WRONG], { iters: 30 })).toHaveLength(31);
  });

  it("tells a repair the assertion that failed, and what the model had answered", async () => {
    const [, second] = await repair([WRONG, RIGHT], { iters: 1 });
    const [system, user, assistant, feedback] = second?.prompt ?? [];
    expect([system?.role, user?.role, assistant?.role, feedback?.role]).toEqual([
      "system",
      "user",
      "assistant",
      "user",
    ]);
    expect(assistant?.content).toBe(WRONG);
    expect(feedback?.content).toContain("assert larger(1, 2) == 2");
  });

  it("tells of an exception where in the candidate it came from", async () => {
    const [, second] = await repair([CRASH, RIGHT], { iters: 1 });
    const text = second?.prompt.at(-1)?.content ?? "";
    expect(text).toContain("IndexError: list index out of range");
    expect(text).toContain("line 2, in larger: return [a, b][2]");
  });

  it.each([
    ["verdict", /raised an exception/, /IndexError/],
    ["none", /not right yet/, /exception|IndexError/],
  ] as const)("tells no more than --feedback %s allows", async (feedback, says, hides) => {
    const [, second] = await repair([CRASH, RIGHT], { iters: 1, feedback });
    const text = second?.prompt.at(-1)?.content ?? "";
    expect(text).toMatch(says);
    expect(text).not.toMatch(hides);
  });

  it.each([
    ["docs", /Return the larger/, /assert larger/],
    ["tests", /assert larger\(1, 2\)/, /Return the larger/],
    ["docs+tests", /assert larger[\s\S]*Return the larger/, /canonical/],
  ] as const)("shows the model what --context %s allows, and no more", async (context, shows, hides) => {
    const [first] = await repair([RIGHT], { context });
    const text = first?.prompt.map((message) => message.content).join("\n") ?? "";
    expect(text).toMatch(shows);
    expect(text).not.toMatch(hides);
    expect(text).toContain("return a if a < b else b");
  });

  it("keeps the completion of an answer without code, which is never executed", async () => {
    const [only] = await repair(["I would use max."], {});
    expect(only).toMatchObject({ verdict: "no_code", completion: "I would use max.", candidate: null });
  });
});

describe("repairs that differ", () => {
  it("are asked for by the strategy, whose name the record keeps", async () => {
    const [first, second] = await repair([WRONG, RIGHT], { iters: 1, strategy: "sample" });
    expect(first?.strategy).toBeUndefined();
    expect(second).toMatchObject({ strategy: "sample", verdict: "passed" });
    expect(second?.prompt).toEqual(first?.prompt);
  });

  it("are noticed where they do not: the same text is not judged again", async () => {
    const commented = WRONG.replace("return a", "return a  # the larger");
    const attempts = await repair([CRASH, WRONG, CRASH, commented], { iters: 3 });
    expect(attempts.map(({ repeats }) => repeats)).toEqual([undefined, undefined, 0, 1]);
    expect(attempts[2]).toMatchObject({ verdict: "runtime_error", runtime_sec: 0, failure: attempts[0]?.failure });
    expect(attempts[3]?.runtime_sec).toBeGreaterThan(0);
    // It is told again what became of that program.
    expect(attempts[3]?.prompt.at(-1)?.content).toContain("IndexError");
  });
});

it("repairs are asked for by turns where several strategies are named", async () => {
  const attempts = await repair([WRONG], { iters: 4, strategy: ["rewrite", "smallest", "sample"] });
  const asked = attempts.map(({ strategy }) => strategy);
  expect(asked).toEqual([undefined, "rewrite", "smallest", "sample", "rewrite"]);
  expect(attempts.map(({ repeats }) => repeats)).toEqual([undefined, 0, 0, 0, 0]);
});

describe("with the examples as a guide", () => {
  const EXAMPLES = "assert larger(1, 2) == 2\n";
  const HIDDEN = "assert larger(1, 2) == 2\nassert larger(5, 3) == 5\n";
  const task = makeTask({ check: { kind: "unit_tests", tests: HIDDEN, helpers: "" }, example_test: EXAMPLES });

  async function submitted(completions: readonly string[], of: Task = task) {
    const script = join(temporaryFolder(), "script.jsonl");
    writeFileSync(script, JSON.stringify({ task_id: "Python/0", completions }));
    const sampling = { temperature: 0, topP: 1, maxNewTokens: 10, stop: [] };
    await using model = await openModel(parseModel(`scripted:${script}`), { sampling, report: () => {} });
    const real = makeJudge({ sandbox, limits: DEFAULT_LIMITS, imports: "octopack" });
    const shown: string[] = [];
    const judge: Judge = (candidate, judged, signal) => {
      shown.push(judged.check.kind === "unit_tests" ? judged.check.tests : "");
      return real(candidate, judged, signal);
    };
    const parts = {
      model,
      judge,
      context: "docs",
      feedback: "assertion",
      iters: 3,
      seed: 0,
      guide: "examples",
    } as const;
    return { ...(await buildAgent(parts)(of, 0)), shown };
  }

  it("hands in the first that passes them, and the hidden tests are asked once, at the end", async () => {
    const lucky = "```python\ndef larger(a, b):\n    return b\n```";
    const { attempts, candidates, shown } = await submitted([WRONG, lucky, RIGHT]);
    expect(shown).toEqual([EXAMPLES, EXAMPLES, HIDDEN]);
    expect(candidates?.map((it) => it.verdict)).toEqual(["wrong_answer", "passed"]);
    expect(attempts).toHaveLength(1);
    expect(attempts[0]).toMatchObject({ attempt: 1, candidate: candidates?.[1]?.candidate, verdict: "wrong_answer" });
  });

  it("says nothing of the hidden tests to the model", async () => {
    const { candidates = [] } = await submitted([WRONG, CRASH, WRONG, RIGHT]);
    expect(candidates).toHaveLength(4);
    expect(JSON.stringify(candidates.map(({ prompt }) => prompt))).not.toContain("larger(5, 3)");
  });

  it("hands in what was written most often, of what only failed alike", async () => {
    const other = WRONG.replace("return a", "return 0");
    const { attempts } = await submitted([CRASH, other, WRONG, WRONG]);
    expect(attempts[0]?.candidate).toContain("return a");
  });

  it("hands in the first answer where there are no examples", async () => {
    const { example_test: _, ...bare } = task;
    const { candidates, shown } = await submitted([WRONG, RIGHT], bare);
    expect(candidates).toHaveLength(1);
    expect(shown.at(-1)).toBe(HIDDEN);
  });
});

describe("what a sample may cost", () => {
  const COUNTED = { prompt: 70, completion: 30 };

  /** A model whose every answer uses so many tokens, and is wrong. */
  async function stopped(spending: Spending, more: Partial<AgentParts> = {}) {
    let calls = 0;
    const chat = answeringChat(async () => {
      calls += 1;
      const text = WRONG.replace("return a", `return a - ${calls}`);
      return { text, promptTokens: COUNTED.prompt, completionTokens: COUNTED.completion, finishReason: "stop" };
    });
    const model = { name: "m", identity: {}, dtype: "", chat, [Symbol.asyncDispose]: async () => {} };
    const judge = makeJudge({ sandbox, limits: DEFAULT_LIMITS, imports: "octopack" });
    const about = { model, judge, context: "docs", feedback: "assertion", iters: 9, seed: 0 } as const;
    const result = await buildAgent({ ...about, spending, ...more })(makeTask(), 0);
    return { ...result, calls };
  }

  it("is kept: no attempt is made that would use more, and the result says why", async () => {
    expect(await stopped({ tokens: 399 })).toMatchObject({ calls: 3, stopped: "tokens" });
    expect(await stopped({ tokens: 400 })).toMatchObject({ calls: 4, stopped: "tokens" });
    expect(await stopped({ cost: 0.00025, priceIn: 1, priceOut: 1 })).toMatchObject({ calls: 2, stopped: "cost" });
    expect(await stopped({ seconds: 0.000_001 })).toMatchObject({ calls: 1, stopped: "seconds" });
    expect(await stopped({}, { iters: 1 })).toMatchObject({ calls: 2, stopped: "attempts" });
  });

  it("is no reason to hand in nothing", async () => {
    const guided = await stopped({ tokens: 150 }, { guide: "examples" });
    expect(guided).toMatchObject({ calls: 1, stopped: "no_examples" });
    expect(guided.attempts).toHaveLength(1);
  });

  it("candidates are asked for at once, the first as always, the others warmer; equal ones are judged once", async () => {
    const asked: (number | undefined)[] = [];
    const chat = answeringChat(async (_messages, { attempt = 0, temperature }) => {
      asked.push(temperature);
      const text = attempt === 3 ? RIGHT : WRONG;
      return { text, promptTokens: 1, completionTokens: 1, finishReason: "stop" };
    });
    const model = { name: "m", identity: {}, dtype: "", chat, [Symbol.asyncDispose]: async () => {} };
    const real = makeJudge({ sandbox, limits: DEFAULT_LIMITS, imports: "octopack" });
    let judged = 0;
    const judge: Judge = (...of) => {
      judged += 1;
      return real(...of);
    };
    const about = { model, judge, context: "docs", feedback: "assertion", iters: 0, seed: 0 } as const;
    const task = makeTask({ example_test: "assert larger(1, 2) == 2\n" });
    const agent = buildAgent({ ...about, guide: "examples", candidates: 4, repairTemperature: 0.7 });
    const { attempts, candidates = [] } = await agent(task, 0);
    expect(asked).toEqual([undefined, 0.7, 0.7, 0.7]);
    expect(candidates.map(({ repeats }) => repeats)).toEqual([undefined, 0, 0, undefined]);
    expect(new Set(candidates.map(({ prompt }) => JSON.stringify(prompt))).size).toBe(1);
    expect(attempts.map(({ verdict }) => verdict)).toEqual(["passed"]);
    // Two programs by the examples, and the one that was handed in.
    expect(judged).toBe(3);
  });
});
