import { expect, test } from "vitest";
import { callSeed } from "../../src/agent/seeds.ts";

test("each call of a run has a seed of its own, the same every time, that models take", () => {
  const calls = [0, 1].flatMap((seed) =>
    ["a", "b"].flatMap((task) => [0, 1].flatMap((sample) => [0, 1].map((turn) => [seed, task, sample, turn] as const))),
  );
  const seeds = calls.map((call) => callSeed(...call));
  expect(new Set(seeds).size).toBe(16);
  expect(calls.map((call) => callSeed(...call))).toEqual(seeds);
  expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)).toBe(true);
  // Pinned: a resumed run has the seeds that it had.
  expect(callSeed(7, "Python/0", 1, 2)).toBe(1867545512);
});
