import { describe, expect, test } from "vitest";
import { Drafter } from "../../../src/models/decoding/drafter.ts";
import { createEarlierAnswers } from "../../../src/models/decoding/earlier_answers.ts";

function drafterOf(...parts: number[][]): Drafter {
  const drafter = new Drafter();
  for (const tokens of parts) drafter.push(tokens);
  return drafter;
}

describe("n-grams of prompt and answer", () => {
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

  test("a repetition is expected to go on", () => {
    expect(drafterOf([1, 2, 3, 1, 2]).draft(8)).toEqual([3, 1, 2]);
  });
});

describe("the place in the program", () => {
  /** 10 to 29, then tokens that lead away from it: those of the program in other sharing. */
  const program = Array.from({ length: 20 }, (_, index) => 10 + index);
  const elsewhere = [50, 21, 51, 52, 22, 53, 54, 23, 55, 56, 24, 57];
  const start = program.slice(0, 10);
  const written = (...edited: number[]) => drafterOf(program, elsewhere, start, edited);

  test("behind a replaced token the copy goes on, at first only by chance", () => {
    const drafter = written(99);
    expect([drafter.draft(3), drafter.matched()]).toEqual([[21, 22, 23], 0]);
    drafter.push([21]);
    expect([drafter.draft(2), drafter.matched()]).toEqual([[22, 23], 1]);
  });

  test("a token left out: the copy goes on behind it, not at the last place of the same token", () => {
    expect(written(21).draft(3)).toEqual([22, 23, 24]);
  });

  test("tokens put in: the copy goes on with the one that was expected", () => {
    expect(written(99, 20).draft(3)).toEqual([21, 22, 23]);
    expect(written(99, 98, 97, 20).draft(3)).toEqual([21, 22, 23]);
  });

  test("a line left out, or put in", () => {
    expect(written(24).draft(3)).toEqual([25, 26, 27]);
    expect(written(90, 91, 92, 93, 94, 95, 96, 20, 21).draft(3)).toEqual([22, 23, 24]);
  });

  test("a lone token far behind the edit is an accident, two are not", () => {
    expect(written(29).draft(1)).toEqual([21]);
    expect(written(28, 29).draft(1)).toEqual([50]);
  });

  test("a far longer run elsewhere leads away from it", () => {
    expect(drafterOf([70, 71, 72, 21, 73], program, start, [70, 71, 72, 21]).draft(1)).toEqual([73]);
  });
});

describe("where an answer begins", () => {
  const fence = [1, 2];
  const prompt = [5, 1, 2, 40, 41, 1, 6, 1, 2, 30, 31, 32, 1, 7];

  test("it is expected to begin like the last program of the prompt", () => {
    const drafter = drafterOf(prompt);
    drafter.expect(fence);
    expect(drafter.draft(4)).toEqual([1, 2, 30, 31]);
    drafter.push([1]);
    expect(drafter.draft(2)).toEqual([2, 30]);
  });

  test("one that leaves the fence out is found inside", () => {
    const drafter = drafterOf(prompt);
    drafter.expect(fence);
    drafter.push([30]);
    expect(drafter.draft(2)).toEqual([31, 32]);
  });

  test("nothing is expected of a prompt without a program", () => {
    const drafter = drafterOf([5, 6, 7]);
    drafter.expect(fence);
    expect(drafter.draft(2)).toEqual([]);
    drafter.expect([]);
    expect(drafter.draft(2)).toEqual([]);
  });

  test("in a repair it begins like the answer before, not like the feedback's quotation", () => {
    const drafter = drafterOf([80, 81, 82, 83, 60, 61, 62, 1, 2, 90, 80, 81, 82, 83]);
    drafter.expect(fence);
    expect(drafter.draft(2)).toEqual([60, 61]);
  });
});

test("of an answer and the program that it repaired the later version is followed", () => {
  const program = [10, 11, 12, 13, 14, 15, 16];
  const repaired = [10, 11, 12, 99, 14, 15, 16];
  expect(drafterOf(program, [0], repaired, [0], [10, 11, 12]).draft(2)).toEqual([99, 14]);
});

describe("earlier answers", () => {
  const earlier = createEarlierAnswers();
  earlier.add([1, 2, 3, 40, 41, 42]);

  test("are looked into where the conversation knows nothing", () => {
    const drafter = new Drafter(earlier.index());
    drafter.push([7, 8, 1, 2, 3]);
    expect([drafter.draft(8), drafter.matched()]).toEqual([[40, 41, 42], 2]);
    drafter.push([40]);
    expect(drafter.draft(8)).toEqual([41, 42]);
  });

  test("are followed only for a run that is longer by more than a token", () => {
    const drafter = new Drafter(earlier.index());
    drafter.push([9, 2, 3, 50, 51, 1, 2, 3]);
    expect(drafter.draft(2)).toEqual([50, 51]);
  });

  test("that end while one is written are not seen in it, and later ones see them", () => {
    const before = new Drafter(earlier.index());
    earlier.add([60, 61, 62]);
    before.push([5, 60, 61]);
    expect(before.draft(2)).toEqual([]);
    const after = new Drafter(earlier.index());
    after.push([5, 60, 61]);
    expect(after.draft(2)).toEqual([62]);
  });

  test("are forgotten one day, and an answer that looks into them goes on", () => {
    const many = createEarlierAnswers();
    many.add([1, 2, 3]);
    const drafter = new Drafter(many.index());
    for (let answer = 0; answer < 200; answer++) many.add(Array.from({ length: 100 }, (_, at) => 1000 + at + answer));
    expect(many.index().length).toBeLessThan(16_200);
    drafter.push([1, 2]);
    expect(drafter.draft(1)).toEqual([3]);
  });
});
