import { describe, expect, it } from "vitest";
import { buildAgent } from "../../src/agent/react_agent.ts";
import type { Guide, Judge, RepairCallOptions, Task } from "../../src/core/index.ts";
import { answeringChat, roleOf } from "../../src/models/chat.ts";
import { writeToolCall } from "../../src/models/tool_text.ts";
import { makeTask } from "../support/tasks.ts";

const RIGHT = "def larger(a, b):\n    return max(a, b)\n";
const WRONG = "def larger(a, b):\n    return a\n";
const run = (code: string): string => writeToolCall("run_tests", { code });
const submit = (code: string): string => writeToolCall("submit", { code });
const LOOK = writeToolCall("read_task", {});

/** Judges by the program's text; the examples of a task are satisfied by anything that returns. */
const judge: Judge = async ({ code }, task) => {
  const passed = code !== undefined && (code.includes("max") || task.task_id === "examples");
  const execution = { exit_code: passed ? 0 : 1, stdout: "", stderr: "", runtime_sec: 0 };
  const failure = { type: "AssertionError", message: "", frames: [], assertion: "assert larger(1, 2) == 2" };
  if (code === undefined) return { verdict: "no_code", execution };
  return { verdict: passed ? "passed" : "wrong_answer", execution, ...(!passed && { failure }) };
};

interface Choices {
  readonly iters?: number;
  readonly guide?: Guide;
  readonly task?: Task;
  readonly judge?: Judge;
}

async function talk(answers: readonly string[], { iters = 0, task = makeTask(), ...more }: Choices = {}) {
  const asked: { call: RepairCallOptions; said: [string, string][] }[] = [];
  const chat = answeringChat(async (messages, call) => {
    asked.push({ call, said: messages.map((it) => [roleOf(it), it.text]) });
    return { text: answers[asked.length - 1] ?? "", promptTokens: 10, completionTokens: 1, finishReason: "stop" };
  });
  const model = { name: "m", identity: {}, dtype: "", chat, [Symbol.asyncDispose]: async () => {} };
  const parts = { model, judge, context: "docs", feedback: "assertion", iters, seed: 0, tools: true, ...more } as const;
  return { ...(await buildAgent(parts)(task, 0)), asked };
}

const verdicts = (attempts: readonly { verdict: string }[]): string[] => attempts.map((it) => it.verdict);

describe("an agent with tools", () => {
  it("tells the model of its tools, runs the programs that it runs, and of each what came of it", async () => {
    const { attempts, stopped, asked } = await talk([run(WRONG), run(RIGHT)], { iters: 3 });
    expect(verdicts(attempts)).toEqual(["wrong_answer", "passed"]);
    expect(stopped).toBe("passed");
    expect(asked.map(({ call }) => [call.useTools, call.attempt])).toEqual([
      [true, 0],
      [true, 1],
    ]);
    const [role, told] = asked[1]?.said.at(-1) ?? [];
    expect(role).toBe("tool");
    expect(told).toContain("assert larger(1, 2) == 2");
    expect(told).toContain("Programs left: 3.");
    expect(attempts[1]?.candidate).toBe(RIGHT);
    expect(attempts[1]?.prompt.map((it) => it.role)).toEqual(["system", "user", "assistant", "tool"]);
  });

  it("shows the task again, and counts what such an answer cost with the next program", async () => {
    const { attempts, asked } = await talk([LOOK, run(RIGHT)], { iters: 1 });
    expect(asked[1]?.said.at(-1)?.[1]).toContain("return a if a < b else b");
    expect(attempts).toHaveLength(1);
    expect(attempts[0]?.token_usage).toEqual({ prompt_tokens: 20, completion_tokens: 2 });
  });

  it("ends with the program that is handed in, right or wrong", async () => {
    const { attempts, stopped, asked } = await talk([run(WRONG), submit(WRONG), run(RIGHT)], { iters: 5 });
    expect(verdicts(attempts)).toEqual(["wrong_answer", "wrong_answer"]);
    expect(stopped).toBe("submitted");
    expect(asked).toHaveLength(2);
  });

  it("takes an answer without calls as one always does, and asks for a call", async () => {
    const { attempts, asked } = await talk([`\`\`\`python\n${WRONG}\`\`\``, submit(RIGHT)], { iters: 2 });
    expect(verdicts(attempts)).toEqual(["wrong_answer", "passed"]);
    expect(asked[1]?.said.at(-1)).toEqual(["user", expect.stringMatching(/wrong answer[\s\S]*Call run_tests/)]);
  });

  it("runs one program of an answer, and answers every call in its order", async () => {
    const many = [LOOK, run(WRONG), submit(RIGHT), writeToolCall("rm", {}), writeToolCall("run_tests", {})].join("\n");
    const { attempts, asked } = await talk([many, submit(RIGHT)], { iters: 2 });
    expect(verdicts(attempts)).toEqual(["wrong_answer", "passed"]);
    expect(asked[1]?.said.slice(-5).map(([role, text]) => [role, text.split("\n")[0]])).toEqual([
      ["tool", "The function `larger` below has a bug. Repair it."],
      ["tool", "The function returned a wrong answer."],
      ["tool", "One program at a time: this one was not run."],
      ["tool", "There is no such tool. There are run_tests, read_task and submit."],
      ["tool", 'run_tests takes a JSON object with the program as a text: {"code": "…"}.'],
    ]);
  });

  it("ends when the programs are used up, and when it is only looked at", async () => {
    const used = await talk([run(WRONG), run(WRONG), run(RIGHT)], { iters: 1 });
    expect([used.attempts.length, used.stopped]).toEqual([2, "attempts"]);
    const looked = await talk(Array(9).fill(LOOK), { iters: 1 });
    expect([verdicts(looked.attempts), looked.stopped, looked.asked.length]).toEqual([["no_code"], "turns", 4]);
    expect(looked.attempts[0]?.prompt.filter(({ role }) => role === "tool")).toHaveLength(3);
    expect(looked.attempts[0]?.token_usage.prompt_tokens).toBe(40);
  });

  it("hands nothing in where the isolation layer failed: such a sample is made again", async () => {
    const failing: Judge = async (candidate, task, signal) => ({
      ...(await judge(candidate, task, signal)),
      verdict: candidate.code?.includes("max") ? "sandbox_error" : "wrong_answer",
    });
    const task = makeTask({ example_test: "EXAMPLES" });
    const choices = { iters: 3, task, judge: failing, guide: "examples" } as const;
    const { attempts, candidates, stopped } = await talk([run(WRONG), run(RIGHT)], choices);
    expect([verdicts(attempts), candidates, stopped]).toEqual([
      ["wrong_answer", "sandbox_error"],
      undefined,
      "sandbox_error",
    ]);
  });

  it("sees the examples alone where these guide it, and hands in what it chose", async () => {
    const task = makeTask({ example_test: "EXAMPLES" });
    const seen: string[] = [];
    const guided: Judge = async (candidate, shown, signal) => {
      const hidden = shown.check === task.check;
      seen.push(hidden ? "hidden" : "examples");
      return judge(candidate, hidden ? shown : { ...shown, task_id: "examples" }, signal);
    };
    const { attempts, candidates } = await talk([submit(WRONG), run(RIGHT)], {
      ...{ iters: 3, task, judge: guided, guide: "examples" },
    });
    expect(seen).toEqual(["examples", "hidden"]);
    expect([verdicts(attempts), candidates?.length]).toEqual([["wrong_answer"], 1]);
  });
});
