import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, nearest, slips } from "../../src/lib/did_you_mean.ts";

const COMMANDS = ["evaluate", "doctor", "fix", "feedback", "repair", "report", "rescore", "verify", "visualize"];

describe("what was probably meant", () => {
  it.each([
    ["evaluat", "evaluate"],
    ["eval", "evaluate"],
    ["repiar", "repair"],
    ["docotr", "doctor"],
    ["Doctor", "doctor"],
    ["fixx", "fix"],
    ["visualise", "visualize"],
    ["feedbak", "feedback"],
  ])("%s: %s", (word, meant) => {
    expect(nearest(word, COMMANDS)).toBe(meant);
    expect(didYouMean(word, COMMANDS, (name) => `./run.ts ${name}`)).toBe(`did you mean ./run.ts ${meant}?`);
  });

  it.each(["x", "fa", "banana", "bench", "", "e"])("nothing near %j", (word) => {
    expect(nearest(word, COMMANDS)).toBeUndefined();
  });
});

describe("slips", () => {
  it.each([
    ["kitten", "sitting", 3],
    ["ab", "ba", 1],
    ["abc", "ca", 3],
    ["", "abc", 3],
    ["abc", "", 3],
  ])("%j → %j: %i", (from, to, count) => expect(slips(from, to)).toBe(count));

  it("is 0 for the same word only, the same both ways, and at most the longer word", () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(slips(a, b)).toBe(slips(b, a));
        expect(slips(a, b) === 0).toBe(a === b);
        expect(slips(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(slips(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});
