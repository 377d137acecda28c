import { expect, it } from "vitest";
import type { Judgement } from "../../src/core/index.ts";
import { fixLanguageOf } from "../../src/fix/language.ts";
import { runFix } from "../../src/fix/run_fix.ts";
import { countingModel } from "../support/models.ts";

const SOURCE = "def half(x):\n    return x * 2\n\n\ndef twice(x):\n    return x * 3\n";
const language = fixLanguageOf("numbers.py");
const execution = { exit_code: 1, stderr: "", runtime_sec: 0 };
const SAID = `collected 2 items\n${Array.from({ length: 10 }, (_, at) => `E   assert ${at}`).join("\n")}\n2 failed`;
const before: Judgement = { verdict: "wrong_answer", execution: { ...execution, stdout: SAID } };

/** A check that passes once this is in the file, and a model that knows how to write `twice`. */
async function run(wanted: string) {
  const started: string[] = [];
  const check = {
    ...{ file: "/p/numbers.py", source: { whole: SOURCE, text: SOURCE }, language, before, concurrency: 1 },
    targets: language.fix.functionsOf(SOURCE),
    check: async (text: string): Promise<Judgement> =>
      text.includes(wanted) ? { ...before, verdict: "passed" } : before,
    ...{ flaky: [], verified: "", [Symbol.asyncDispose]: async () => {} },
  };
  const model = countingModel(() => ({ text: "```python\ndef twice(x):\n    return x * 2\n```" }));
  const settings = { iters: 0, seed: 0, search: { budget: 1, seconds: 1 }, allowed: [] };
  const watch = { started: (it: { path: string }) => started.push(it.path), failed: () => {} };
  const end = await runFix(check, model, { ...settings, signal: new AbortController().signal }, watch as never);
  return { end, started };
}

it("tries one function after another, and says whose repair passed", async () => {
  const { end, started } = await run("def twice(x):\n    return x * 2");
  expect(started).toEqual(["half", "twice"]);
  expect(end).toMatchObject({ by: "counting", after: SOURCE.replace("x * 3", "x * 2"), tried: 1 });
});

it("tells the model the last lines of what was printed that name the failure, and no others", async () => {
  const { end } = await run("never");
  const prompt = end?.last?.prompt.map(({ content }) => content).join("\n") ?? "";
  expect(end?.after).toBeUndefined();
  expect(prompt).toContain("# E   assert 2\n");
  expect(prompt).toContain("# E   assert 9\n");
  expect(prompt).not.toMatch(/assert 1\n|collected|2 failed/);
});
