import { describe, expect, it } from "vitest";
import { DIFFERENCE, meanEstimate } from "../../src/evaluation/estimate.ts";
import { wilson } from "../../src/evaluation/metrics.ts";
import { summarize } from "../../src/evaluation/summary.ts";
import { makeRecord } from "../support/records.ts";

const times = (n: number, value: number): number[] => Array.from({ length: n }, () => value);

describe("a mean over tasks", () => {
  it.each([1, 2, 5, 164])("has Wilson's interval where %i tasks are all at 0, or all at 1", (n) => {
    const [none, all] = [meanEstimate(times(n, 0)), meanEstimate(times(n, 1))];
    expect(none?.value).toBe(0);
    expect(none?.ci95[0]).toBe(0);
    expect(none?.ci95[1]).toBeCloseTo(wilson(0, n)[1], 12);
    expect(all?.value).toBe(1);
    expect(all?.ci95[0]).toBeCloseTo(wilson(n, n)[0], 12);
    expect(all?.ci95[1]).toBe(1);
  });

  it("holds for possible that others are unlike, wherever all are alike", () => {
    for (const value of [0.1, 1 / 3, 0.5]) {
      const { ci95: [low, high] = [1, 0] } = meanEstimate(times(6, value)) ?? {};
      expect(low).toBeLessThan(value - 0.01);
      expect(high).toBeGreaterThan(value + 0.01);
      expect([low >= 0, high <= 1]).toEqual([true, true]);
    }
    const { ci95: [low, high] = [1, 0] } = meanEstimate(times(100, 0), DIFFERENCE) ?? {};
    expect([low, high]).toEqual([-wilson(0, 100)[1], wilson(0, 100)[1]]);
  });

  it("is the bootstrap's where they differ, and nothing where there are none", () => {
    expect(meanEstimate([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])).toEqual({ value: 0.5, ci95: [0.2, 0.8] });
    expect(meanEstimate([])).toBeUndefined();
  });
});

describe("the summary of several samples", () => {
  const summary = (samples: number, verdict: "passed" | "wrong_answer") => {
    const ids = ["T/0", "T/1", "T/2"];
    const records = ids.flatMap((task_id) =>
      times(samples, 0).map((_, sample) => makeRecord({ task_id, sample, verdict })),
    );
    return summarize(records, { tasks: ids, samples, attempts: 1 });
  };

  it.each<[number, string]>([
    [2, "1,2"],
    [3, "1,2,3"],
    [5, "1,2,5"],
    [7, "1,2,5,7"],
    [10, "1,2,5,10"],
    [30, "1,2,5,10,20,30"],
  ])("has pass@k of %i samples for the usual k and for all of them", (samples, ks) => {
    expect(Object.keys(summary(samples, "passed").pass_at_k ?? {}).join()).toBe(ks);
  });

  it.each(["passed", "wrong_answer"] as const)("is not certain where every sample of every task %s", (verdict) => {
    const { pass_at_1, pass_at_1_ci95, pass_at_k = {}, by_bug_type } = summary(4, verdict);
    for (const [low, high] of [pass_at_1_ci95, ...Object.values(pass_at_k).map((it) => it.ci95)]) {
      expect(high - low).toBeGreaterThan(0.3);
      expect(verdict === "passed" ? high : low).toBe(pass_at_1);
    }
    const [low, high] = Object.values(by_bug_type)[0]?.ci95 ?? [0, 0];
    expect(high - low).toBeGreaterThan(0.3);
  });
});
