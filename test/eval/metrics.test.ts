import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wilson } from "../../src/eval/metrics.ts";

describe("wilson", () => {
  // Newcombe (1998), Statistics in Medicine 17, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("agrees with published values: %i of %i", (passed, total, low, high) => {
    const interval = wilson(passed, total);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  it("holds the share, stays in [0, 1], and mirrors", () => {
    const trial = fc
      .integer({ min: 1, max: 5000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(trial, ([passed, total]) => {
        const [low, high] = wilson(passed, total);
        const [mirrorLow, mirrorHigh] = wilson(total - passed, total);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(passed / total);
        expect(high).toBeGreaterThanOrEqual(passed / total);
        expect(low).toBeCloseTo(1 - mirrorHigh, 12);
        expect(high).toBeCloseTo(1 - mirrorLow, 12);
      }),
    );
  });

  it("knows nothing of no trials", () => {
    expect(wilson(0, 0)).toEqual([0, 1]);
  });
});
