import { describe, expect, it } from "vitest";
import type { CaseResult } from "../../src/core/index.ts";
import { compareScores, summarizeComparison } from "../../src/solutions/compare.ts";
import type { Score } from "../../src/solutions/evaluate.ts";

/** A score from a string of passed (1) and failed (0) cases. */
function score(cases: string): Score {
  const results = [...cases].map((mark, index): CaseResult => {
    const verdict = mark === "1" ? "passed" : "wrong_answer";
    return { index, verdict, stdin: "", expected: "", stdout: "", error: "", exitCode: 0, seconds: 0 };
  });
  const passed = results.filter((it) => it.verdict === "passed").length;
  return {
    passed,
    total: results.length,
    verdict: passed === results.length ? "passed" : "wrong_answer",
    cases: results,
  };
}

const compare = (index: number, before: string, after: string) =>
  compareScores({ index, name: `p${index}` }, score(before), score(after));

describe("comparing solutions", () => {
  it("tells which cases were won and lost", () => {
    expect(compare(0, "1100", "0111")).toEqual({
      ...{ problem_id: 0, name: "p0", status: "improved", total_cases: 4 },
      ...{ original_passed: 2, improved_passed: 3, original_ratio: 0.5, improved_ratio: 0.75, improvement: 0.25 },
      ...{ newly_failing: [0], newly_passing: [2, 3] },
    });
    expect(compare(0, "10", "01").status).toBe("unchanged");
    expect(compare(0, "10", "00").status).toBe("worse");
  });

  it("treats a solution without a program as one that fails every case", () => {
    const none: Score = { passed: 0, total: 3, verdict: "no_code", cases: [], reason: "The answer holds no code." };
    const detail = compareScores({ index: 1, name: "" }, score("110"), none);
    expect(detail).toMatchObject({ status: "worse", improved_passed: 0, newly_failing: [0, 1] });
  });

  it("sums up over all cases and over problems, which is not the same", () => {
    const sum = summarizeComparison([
      compare(0, "1000000000", "1111111111"),
      compare(1, "11", "10"),
      compare(2, "1", "1"),
    ]);
    expect(sum).toMatchObject({
      ...{ total_problems: 3, improved_problems: 1, unchanged_problems: 1, worse_problems: 1 },
      ...{ total_cases: 13, original_passed_cases: 4, improved_passed_cases: 12 },
      ...{ original_solved: 2, improved_solved: 2, newly_solved: 1, newly_unsolved: 1, mcnemar_p: 1 },
    });
    expect(sum.original_overall_ratio).toBeCloseTo(4 / 13, 12);
    expect(sum.improved_overall_ratio).toBeCloseTo(12 / 13, 12);
    expect(sum.overall_improvement).toBeCloseTo(8 / 13, 12);
    expect(sum.original_mean_ratio).toBeCloseTo(2.1 / 3, 12);
    expect(sum.improved_mean_ratio).toBeCloseTo(2.5 / 3, 12);
    expect(sum.mean_improvement).toBeCloseTo(0.4 / 3, 12);
    const [low, high] = sum.mean_improvement_ci95;
    expect(low).toBeLessThan(sum.mean_improvement);
    expect(high).toBeGreaterThan(sum.mean_improvement);
  });

  it("takes problems, not cases, as what varies: many cases of one problem make nothing certain", () => {
    const one = summarizeComparison([
      compare(0, "0".repeat(500), "1".repeat(500)),
      compare(1, "1", "1"),
      compare(2, "1", "1"),
    ]);
    expect(one.mcnemar_p).toBe(1);
    expect(one.mean_improvement_ci95[0]).toBe(0);
  });
});
