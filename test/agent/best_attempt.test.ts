import { describe, expect, it } from "vitest";
import { keptAttempt, passRatio } from "../../src/agent/best_attempt.ts";
import { makeAttempt } from "../support/records.ts";

const counted = (passed: number, total = 4) =>
  makeAttempt({ verdict: passed === total ? "passed" : "wrong_answer", cases: { passed, total, failed: [] } });

describe("the attempt that counts", () => {
  it("passed most cases, and is the earliest of equals", () => {
    const attempts = [counted(1), counted(3), counted(3), counted(2)];
    expect(keptAttempt(attempts)).toBe(attempts[1]);
    expect(keptAttempt([...attempts].reverse())).toBe(attempts[2]);
  });

  it("is the last one where cases are not counted", () => {
    const attempts = [makeAttempt({ verdict: "passed" }), makeAttempt({ verdict: "wrong_answer" })];
    expect(keptAttempt(attempts)).toBe(attempts[1]);
  });

  it("is the last one where the isolation layer failed on it: that sample is not finished", () => {
    const broken = makeAttempt({ verdict: "sandbox_error", cases: { passed: 0, total: 4, failed: [] } });
    expect(keptAttempt([counted(3), broken])).toBe(broken);
  });

  it("does not exist before anything was executed", () => {
    expect(() => keptAttempt([])).toThrow("no attempt");
  });

  it("has no share of no cases", () => {
    expect([passRatio(undefined), passRatio({ passed: 0, total: 0 }), passRatio({ passed: 1, total: 4 })]).toEqual([
      0, 0, 0.25,
    ]);
  });
});
