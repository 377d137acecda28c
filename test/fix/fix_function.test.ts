import { describe, expect, it } from "vitest";
import type { Judgement } from "../../src/core/index.ts";
import { fixFunction } from "../../src/fix/fix_function.ts";
import { fixLanguageOf } from "../../src/fix/language.ts";
import { functionsOf } from "../../src/languages/python/fix/functions.ts";
import { countingModel } from "../support/models.ts";

const SOURCE = `import math

class Shop:
    def price(self, net):
        """With tax,
        rounded."""
        tax = net * 0.19
        return net - tax
`;
const RIGHT = "```python\ndef price(self, net):\n    tax = net * 0.19\n    return net + tax\n```";
const WRONG = "```python\ndef price(self, net):\n    tax = 0\n    return net / tax\n```";

const execution = { exit_code: 1, stdout: "", stderr: "", runtime_sec: 0 };
const failing: Judgement = {
  verdict: "runtime_error",
  execution,
  failure: {
    ...{ type: "ZeroDivisionError", message: "division by zero" },
    frames: [1, 4, 7, 8].map((line) => ({ line, function: "price", source: "" })),
  },
};

/** Repairs the function with these answers; a file that adds the tax passes. */
async function repaired(answers: readonly string[], told = "") {
  const [target] = functionsOf(SOURCE);
  const judged: string[] = [];
  const model = countingModel(({ attempt = 0 }) => ({ text: answers[attempt] ?? "" }));
  const fix = await fixFunction(SOURCE, target!, {
    language: fixLanguageOf("shop.py"),
    model,
    check: async (source) => {
      judged.push(source);
      return source.includes("net + tax") ? { verdict: "passed", execution } : failing;
    },
    ...{
      iters: answers.length - 1,
      strategy: "continue",
      repairTemperature: 0,
      seed: 0,
      search: { budget: 1, seconds: 1 },
      concurrency: 1,
      allowed: [],
      told,
    },
  });
  return { ...fix, judged };
}

describe("one function of a file", () => {
  it("is all that changes: what stands around it and its docstring stay", async () => {
    const { source, judged } = await repaired([RIGHT]);
    expect(source).toBe(SOURCE.replace("net - tax", "net + tax"));
    expect(judged).toEqual([source]);
  });

  it("is told of its failure by the lines of the answer, which has no docstring and does not know the file", async () => {
    const { attempts } = await repaired([WRONG, RIGHT]);
    expect(attempts.map(({ verdict }) => verdict)).toEqual(["runtime_error", "passed"]);
    // The file's lines 4, 7 and 8 are the answer's 1, 2 and 3; its line 1 is none of the function.
    expect(attempts[0]?.failure?.frames.map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it("shows the model what fails now, and no more than a few lines of it", async () => {
    const told = Array.from({ length: 40 }, (_, line) => `said ${line}`).join("\n");
    const { attempts } = await repaired([RIGHT], told);
    const prompt = attempts[0]?.prompt.map(({ content }) => content).join("\n");
    expect(prompt).toContain("# said 0\n");
    expect(prompt).toContain("# said 11\n");
    expect(prompt).not.toContain("said 12");
  });

  it("is not judged where an answer does not define it, or brings in what it may not", async () => {
    const other = "```python\ndef cost(net):\n    return net\n```";
    const reaching = "```python\ndef price(self, net):\n    import sys\n    return net + tax\n```";
    const { source, attempts, judged } = await repaired([other, reaching, "no code"]);
    expect(source).toBeUndefined();
    expect(attempts.map(({ verdict }) => verdict)).toEqual(["missing_entry_point", "runtime_error", "no_code"]);
    expect(attempts[1]?.stderr).toMatch(/^Refused: the patch brings in .*sys/);
    expect(judged).toEqual([]);
  });
});
