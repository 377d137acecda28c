import { describe, expect, it } from "vitest";
import { count, percent, plural, shortCount, time } from "../../src/report/numbers.ts";

describe("numbers as people read them", () => {
  it.each([
    [0, "0 s"],
    [0.0004, "0.4 ms"],
    [0.0094, "9.4 ms"],
    [0.0096, "9.6 ms"],
    [0.05, "50 ms"],
    [0.0996, "100 ms"],
    [0.994, "994 ms"],
    [0.996, "1.0 s"],
    [75, "1 min 15 s"],
  ])("%d seconds", (seconds, text) => {
    expect(time(seconds)).toBe(text);
  });

  it("counts, shares and axes", () => {
    expect([12345, 0.25, 1e6].map(count)).toEqual(["12,345", "0.3", "1,000,000"]);
    expect([0.128, 1].map(percent)).toEqual(["12.8 %", "100.0 %"]);
    expect([999, 61004, 123456, 2.5e6].map(shortCount)).toEqual(["999", "61k", "123k", "2.5M"]);
    expect([plural(1, "task"), plural(1200, "task")]).toEqual(["1 task", "1,200 tasks"]);
  });
});
