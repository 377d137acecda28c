import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootstrapMean, mcnemarExact, passAtK, wilson } from "../../src/evaluation/metrics.ts";

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

const pair = (max: number) => fc.tuple(fc.integer({ min: 0, max }), fc.integer({ min: 0, max }));

describe("mcnemarExact", () => {
  // Fagerland, Lydersen & Laake (2013), BMC Medical Research Methodology 13:91, tables 1 and 2: exact conditional test.
  it.each([
    [1, 7, 0.0703],
    [6, 16, 0.0525],
  ])("agrees with published values: %i gained, %i lost", (gained, lost, p) => {
    expect(mcnemarExact(gained, lost)).toBeCloseTo(p, 4);
  });

  it.each([
    [0, 0, 1],
    [0, 5, 2 / 32],
    [3, 3, 1],
    [2, 8, (2 * (1 + 10 + 45)) / 1024],
  ])("agrees with what is counted by hand: %i gained, %i lost", (gained, lost, p) => {
    expect(mcnemarExact(gained, lost)).toBeCloseTo(p, 12);
  });

  it("is a probability, symmetric, and falls as the split gets more uneven", () => {
    fc.assert(
      fc.property(pair(2000), ([gained, lost]) => {
        const p = mcnemarExact(gained, lost);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(mcnemarExact(lost, gained)).toBe(p);
        if (lost > gained && gained > 0) expect(mcnemarExact(gained - 1, lost + 1)).toBeLessThanOrEqual(p);
      }),
    );
  });

  it("sums its binomial terms to 1", () => {
    // With an odd number of pairs both tails together are everything.
    for (const pairs of [1, 7, 101, 999]) expect(mcnemarExact((pairs - 1) / 2, (pairs + 1) / 2)).toBeCloseTo(1, 9);
  });
});

describe("passAtK", () => {
  it.each([
    [5, 2, 2, 0.7],
    [10, 3, 1, 0.3],
    [4, 0, 3, 0],
    [4, 2, 3, 1],
    [200, 17, 100, 0.9999963677],
  ])("n = %i, c = %i, k = %i", (n, c, k, expected) => {
    expect(passAtK(n, c, k)).toBeCloseTo(expected, 7);
  });

  it("is the share of subsets with a right sample, counted one by one", () => {
    const sample = fc.integer({ min: 1, max: 9 }).chain((n) => {
      const upTo = (min: number) => fc.integer({ min, max: n });
      return fc.tuple(fc.constant(n), upTo(0), upTo(1));
    });
    fc.assert(
      fc.property(sample, ([n, c, k]) => {
        let [all, some] = [0, 0];
        for (let subset = 0; subset < 1 << n; subset++) {
          const drawn = [...Array(n).keys()].filter((index) => subset & (1 << index));
          if (drawn.length !== k) continue;
          all++;
          if (drawn.some((index) => index < c)) some++;
        }
        expect(passAtK(n, c, k)).toBeCloseTo(some / all, 12);
      }),
    );
  });

  it("refuses more draws than samples", () => {
    expect(() => passAtK(3, 1, 4)).toThrow(/needs at least 4 samples/);
  });
});

describe("bootstrapMean", () => {
  it("knows the distribution of a tiny sample in closed form", () => {
    // Means of three draws from {0, 0, 1} are B/3 with B binomial(3, 1/3): P(B = 0) = 0.296, P(B = 3) = 0.037.
    expect(bootstrapMean([0, 0, 1])).toEqual([0, 1]);
    // Of ten draws from five 0s and five 1s: B binomial(10, 1/2), P(B ≤ 1) = 0.011, P(B ≤ 2) = 0.055.
    expect(bootstrapMean([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])).toEqual([0.2, 0.8]);
  });

  it("agrees with the normal interval where the sample is large", () => {
    const values = Array.from({ length: 2000 }, (_, index) => Math.sin(index));
    const mean = values.reduce((a, b) => a + b) / values.length;
    const spread = Math.sqrt(values.reduce((sum, it) => sum + (it - mean) ** 2, 0)) / values.length;
    const [low, high] = bootstrapMean(values, 1, 4000);
    expect(low).toBeCloseTo(mean - 1.96 * spread, 2);
    expect(high).toBeCloseTo(mean + 1.96 * spread, 2);
  });

  it("holds the mean of what does not vary, and moves with what is added", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 30 }), (values) => {
        const [low, high] = bootstrapMean(values, 5, 200);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
        const moved = bootstrapMean(
          values.map((it) => it + 1),
          5,
          200,
        );
        expect(moved[0]).toBeCloseTo(low + 1, 9);
        expect(moved[1]).toBeCloseTo(high + 1, 9);
      }),
      { numRuns: 30 },
    );
  });

  it("is the same for the same seed, and not a number where nothing is known", () => {
    const values = [0.1, 0.5, 0.2, 0.9];
    expect(bootstrapMean(values, 7)).toEqual(bootstrapMean(values, 7));
    expect(bootstrapMean([])).toEqual([Number.NaN, Number.NaN]);
  });
});
