import { expect, test } from "vitest";
import { Drafter } from "../../../../src/agent/models/runtime/drafter.ts";

function drafterOf(tokens: number[]): Drafter {
  const drafter = new Drafter();
  drafter.push(tokens);
  return drafter;
}

test("nothing is drafted where the last token is new", () => {
  expect(drafterOf([]).draft(4)).toEqual([]);
  expect(drafterOf([1, 2, 3]).draft(4)).toEqual([]);
});

test("a longer run decides against a later, shorter one", () => {
  expect(drafterOf([1, 2, 3, 4, 9, 3, 8, 1, 2, 3]).draft(2)).toEqual([4, 9]);
});

test("the last of equal runs is followed, up to the count", () => {
  expect(drafterOf([1, 2, 5, 1, 2, 6, 7, 8, 1, 2]).draft(2)).toEqual([6, 7]);
});

test("the copy is found again after an edit", () => {
  const drafter = drafterOf([10, 11, 12, 13, 14, 15]);
  drafter.push([10, 11, 99]);
  // Behind the token that was replaced, at first only by guess.
  expect([drafter.draft(3), drafter.matched()]).toEqual([[13, 14, 15], 0]);
  drafter.push([13]);
  expect(drafter.draft(2)).toEqual([14, 15]);
});

test("after an edit the copy goes on at the nearest place behind it, not at the latest one like it", () => {
  const drafter = drafterOf([50, 51, 60, 61, 52, 70, 71, 52, 90, 91]);
  drafter.push([50, 51, 60, 99, 52]);
  expect(drafter.draft(2)).toEqual([70, 71]);
});
