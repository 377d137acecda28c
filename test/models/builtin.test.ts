import { expect, test } from "vitest";
import { proposeMessages, reflectMessages } from "../../src/agent/prompts.ts";
import type { Task } from "../../src/core/index.ts";
import { fromMessage } from "../../src/models/chat.ts";
import { ask, open } from "./open_model.ts";

const BUGGY = `from typing import List\n\n\ndef größe(xs: List[int]) -> int:
    """ Länge der Liste 🎉\n    >>> größe([1])\n    1\n    """
    for i in range(len(xs)):\n        if i == i:\n            return i\n    return len(xs) - 1`;

const task: Task = {
  task_id: "T/0",
  language: "python",
  docstring: "",
  declaration: "",
  prompt: "",
  buggy_solution: BUGGY,
  canonical_solution: "",
  entry_point: "größe",
  bug_type: "",
  failure_symptoms: "",
  check: { kind: "unit_tests", tests: "def check(f):\n    assert f([1]) == 1\n", helpers: "" },
};

test("the copy model answers with the buggy code, at the proposal and at the repair", async () => {
  await using model = await open("builtin:copy", { maxNewTokens: 300 });
  const fenced = `\`\`\`python\n${BUGGY}\n\`\`\``;
  for (const context of ["docs", "tests", "docs+tests"] as const) {
    const messages = proposeMessages(task, context);
    const first = fromMessage(await model.chat.invoke(messages.map((m) => [m.role, m.content] as [string, string])));
    expect(first.text).toBe(fenced);
    expect(first.finishReason).toBe("stop");
    const feedback = "This failed:\n```python\nassert f([1]) == 1\n```\nAnswer in one ```python block.";
    const again = reflectMessages(messages, first.text, feedback);
    const second = fromMessage(await model.chat.invoke(again.map((m) => [m.role, m.content] as [string, string])));
    expect(second.text).toBe(fenced);
    expect(second.promptTokens).toBeGreaterThan(first.promptTokens);
  }
});

test("the copy model says that it is a stand-in, and counts its tokens", async () => {
  await using model = await open("builtin:copy", { maxNewTokens: 4 });
  expect(model.standIn).toContain("no result");
  expect(model.dtype).toBe("fp32");
  const cut = await ask(model, "```python\ndef f():\n    return 1\n```");
  expect(cut).toMatchObject({ completionTokens: 4, finishReason: "length" });
  const nothing = await ask(model, "no code here");
  expect(nothing).toMatchObject({ text: "", completionTokens: 1, finishReason: "stop" });
});

test("there is only one built-in model", () => {
  expect(() => open("builtin:genius")).toThrow(expect.objectContaining({ name: "UserError", exitCode: 2 }));
});
