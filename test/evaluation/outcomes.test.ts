import { describe, expect, it } from "vitest";
import type { Attempt } from "../../src/core/index.ts";
import { solvedWithin } from "../../src/evaluation/outcomes.ts";
import { outcomeOf } from "../../src/evaluation/record_outcome.ts";
import { makeRecord } from "../support/records.ts";

describe("a record is solved", () => {
  const [first] = makeRecord().attempts;
  const at = (attempt: number, verdict: Attempt["verdict"]): Attempt => ({ ...(first as Attempt), attempt, verdict });

  it("within so many attempts", () => {
    const record = { ...makeRecord(), attempts: [at(0, "wrong_answer"), at(1, "passed")] };
    expect([1, 2].map((attempts) => solvedWithin(record, attempts))).toEqual([false, true]);
  });

  it("by what was handed in, whichever candidate that was", () => {
    const candidates = [at(0, "wrong_answer"), at(1, "passed")];
    for (const verdict of ["passed", "wrong_answer"] as const) {
      const result = outcomeOf({ attempts: [at(1, verdict)], candidates, stopped: "passed" }, "m");
      expect(result.stopped_by).toBe("passed");
      expect(solvedWithin({ ...makeRecord(), ...result }, 1)).toBe(verdict === "passed");
    }
  });
});
