import { describe, expect, it } from "vitest";
import { promptFingerprint } from "../../src/agent/prompt_fingerprint.ts";
import { firstMessages, proposeMessages } from "../../src/agent/prompts.ts";
import { applyBlocks } from "../../src/agent/strategies/edit_blocks.ts";
import { type Situation, strategyOf } from "../../src/agent/strategies/index.ts";
import { type Attempt, PROMPTS, STRATEGIES, type StrategyName } from "../../src/core/index.ts";
import { makeTask } from "../support/tasks.ts";

const TASK = makeTask();
const FIRST = proposeMessages(TASK, "docs");
const WRONG = "def larger(a, b):\n    return a\n";

function attempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    ...{
      attempt: 0,
      prompt: FIRST,
      completion: "ANSWER",
      finish_reason: "stop",
      candidate: WRONG,
      extraction: "fence",
    },
    ...{ verdict: "wrong_answer", exit_code: 1, stdout: "", stderr: "", runtime_sec: 0 },
    ...{ timings_sec: { model: 0, execute: 0 }, token_usage: { prompt_tokens: 0, completion_tokens: 0 } },
    ...changes,
  } as Attempt;
}

const situation = (changes: Partial<Situation> = {}): Situation => ({
  ...{ task: TASK, first: FIRST, attempts: [attempt()], told: ["TOLD"], docs: TASK.docstring },
  ...changes,
});
const said = (name: StrategyName, of = situation()): string =>
  strategyOf(name)
    .ask(of)
    .map(({ content }) => content)
    .join("\n---\n");

describe("a strategy", () => {
  it.each(STRATEGIES)("%s asks, and ends with the user's words", (name) => {
    expect(strategyOf(name).ask(situation()).at(-1)?.role).toBe("user");
  });

  it("continue shows the answer and what became of it", () => {
    expect(strategyOf("continue").ask(situation()).slice(-2)).toEqual([
      { role: "assistant", content: "ANSWER" },
      { role: "user", content: "TOLD" },
    ]);
  });

  it("sample says nothing of what was tried", () => {
    expect(strategyOf("sample").ask(situation())).toEqual(FIRST);
  });

  it("fresh says what became of the last answer, and does not show it", () => {
    expect(said("fresh")).toContain("TOLD");
    expect(said("fresh")).not.toContain("return a\n");
  });

  it("rewrite shows the specification without the bug; without words of it, the question stays", () => {
    expect(said("rewrite")).toContain("Return the larger of a and b.");
    expect(said("rewrite")).not.toContain("a if a < b else b");
    expect(said("rewrite", situation({ docs: "" }))).toBe(said("fresh", situation({ docs: "" })));
  });

  it("avoid names programs that were tried, each once, the latest three", () => {
    const tried = [1, 2, 3, 4, 4].map((n) => attempt({ candidate: `def larger(a, b):\n    return ${n}\n` }));
    const text = said("avoid", situation({ attempts: tried, told: tried.map(() => "TOLD") }));
    expect([...text.matchAll(/return (\d)/g)].map(([, n]) => n)).toEqual(["2", "3", "4"]);
  });

  it("smallest marks the lines of the stack trace and of likely edits", () => {
    const failure = {
      type: "E",
      message: "",
      frames: [{ line: 2, function: "larger", source: "  return a if a < b else b" }],
    };
    const text = said("smallest", situation({ attempts: [attempt({ failure })] }));
    expect(text).toMatch(/first:\n```python\nreturn a if a < b else b\n```/);
    expect(text).toContain("smallest change");
  });

  it("hints names the edits that the search ranks first", () => {
    expect(said("hints")).toMatch(/- line 2, [a-z ]+: < → >/);
  });

  it("edits shows the last program and the form of a block; reads blocks, and whole programs", () => {
    expect(said("edits")).toContain("<<<<<<< SEARCH");
    const { read } = strategyOf("edits");
    const block = "<<<<<<< SEARCH\n    return a\n=======\n    return max(a, b)\n>>>>>>> REPLACE";
    expect(read?.(block, situation())).toEqual({ code: "def larger(a, b):\n    return max(a, b)\n", source: "edits" });
    expect(read?.("```python\ndef larger(a, b):\n    return b\n```", situation()).code).toContain("return b");
  });
});

describe("the first question", () => {
  it.each(PROMPTS)("as %s holds the code, what it must do, and the name to keep", (prompt) => {
    const messages = firstMessages(TASK, "docs", prompt);
    const text = messages.map(({ content }) => content).join("\n");
    expect(messages.map(({ role }) => role)).toEqual(["system", "user"]);
    for (const part of [TASK.prompt + TASK.buggy_solution, TASK.entry_point]) expect(text).toContain(part.trim());
    expect(text).not.toContain("assert larger");
    const tests = firstMessages(TASK, "tests", prompt).map(({ content }) => content);
    expect(tests.join("\n")).toContain("assert larger");
    expect(tests.join("\n")).not.toContain("Return the larger");
  });

  it("and repairs have a fingerprint each: their words decide numbers", () => {
    const prints = [
      promptFingerprint(),
      ...PROMPTS.slice(1).map((prompt) => promptFingerprint(undefined, { prompt })),
      ...STRATEGIES.slice(1).map((strategy) => promptFingerprint(undefined, { strategy })),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe("search and replace blocks", () => {
  it("are applied one after the other; one that does not fit spoils all", () => {
    const block = (search: string, replace: string) => `<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n`;
    expect(applyBlocks("a\nb\nc\n", `${block("a\n", "x\n")}words${"\n"}${block("c\n", "")}`)).toBe("x\nb\n");
    expect(applyBlocks("a\n", block("b\n", "x\n"))).toBeUndefined();
    expect(applyBlocks("a\n", block("", "x\n"))).toBeUndefined();
    expect(applyBlocks("a\n", "no block")).toBeUndefined();
  });
});
