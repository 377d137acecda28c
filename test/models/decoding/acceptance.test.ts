import { expect, test } from "vitest";
import { Acceptance } from "../../../src/models/decoding/acceptance.ts";

test("drafts behind an edit are believed less than those of a copy, from the first", () => {
  const acceptance = new Acceptance();
  expect(acceptance.chance(0)).toBeLessThan(0.5);
  expect(acceptance.chance(8)).toBeGreaterThan(0.9);
  expect(acceptance.chance(32)).toBe(acceptance.chance(8));
});

test("what is tried decides more and more, for runs of that length only", () => {
  const acceptance = new Acceptance();
  const before = acceptance.chance(3);
  acceptance.learn(2, 0, 1);
  const once = acceptance.chance(2);
  for (let pass = 0; pass < 100; pass++) acceptance.learn(2, 1, 3);
  expect(once).toBeGreaterThan(0.7);
  expect(acceptance.chance(2)).toBeLessThan(0.3);
  expect(acceptance.chance(3)).toBe(before);
});

test("what is no longer tried is forgotten", () => {
  const acceptance = new Acceptance();
  const believed = acceptance.chance(1);
  for (let pass = 0; pass < 100; pass++) acceptance.learn(1, 0, 1);
  expect(acceptance.chance(1)).toBeLessThan(0.15);
  for (let pass = 0; pass < 3000; pass++) acceptance.learn(1, 0, 0);
  expect(acceptance.chance(1)).toBeCloseTo(believed, 2);
});
