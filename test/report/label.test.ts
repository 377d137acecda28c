import { describe, expect, it } from "vitest";
import type { Settings } from "../../src/evaluation/config.ts";
import { runLabel } from "../../src/report/label.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";

const settings: Settings = {
  ...{ context: "docs", feedback: "assertion", imports: "octopack", iters: 2, samples: 5, seed: 0 },
  ...{ sampling: { temperature: 0, topP: 1, maxNewTokens: 9, stop: [] }, limits: DEFAULT_LIMITS },
};
const warm = { ...settings, sampling: { ...settings.sampling, temperature: 0.8 } };
const search = { budget: 40, seconds: 9, guide: "tests" } as const;
const model = { name: "m", dtype: "q4" };

describe("what a number is a number of", () => {
  it("names suite, context, decoding, samples, attempts and weights", () => {
    expect(runLabel("humanevalfix", settings, model)).toBe("humanevalfix-docs, greedy, n=5, attempts=3, q4");
    expect(runLabel("x", { ...warm, context: "tests" }, { name: "api", dtype: "" })).toBe(
      "x-tests, temperature 0.8, n=5, attempts=3",
    );
  });

  it("says that a search had the tests, or the examples, as an oracle", () => {
    expect(runLabel("x", { ...settings, search }, { name: "search", dtype: "" })).toBe(
      "x-docs, search with the tests as an oracle, budget=40",
    );
    expect(runLabel("x", { ...settings, search: { ...search, guide: "examples" } }, model)).toBe(
      "x-docs, greedy, n=5, 1@43 by the examples, q4, search with the examples as an oracle",
    );
  });

  it("says how repairs are asked for, and that a submission out of k is no attempt", () => {
    const repairs = { ...settings, strategy: "avoid", repairTemperature: 0.8 } as const;
    expect(runLabel("x", repairs, model)).toBe(
      "x-docs, greedy, n=5, attempts=3, repairs: avoid, at temperature 0.8, q4",
    );
    expect(runLabel("x", { ...repairs, samples: 1, guide: "examples" }, model)).toBe(
      "x-docs, greedy, n=1, 1@3 by the examples, repairs: avoid, at temperature 0.8, q4",
    );
  });

  it.each(["replay", "scripted"] as const)(
    "says %s of answers that nobody samples now, whatever the flags",
    (answers) => {
      for (const it of [settings, warm])
        expect(runLabel("x", it, { name: `${answers}:f`, dtype: "", answers })).toBe(
          `x-docs, ${answers}, n=5, attempts=3`,
        );
    },
  );
});
