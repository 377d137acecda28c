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
  expect(drafter.draft(3)).toEqual([]);
  drafter.push([13]);
  expect(drafter.draft(2)).toEqual([14, 15]);
});
