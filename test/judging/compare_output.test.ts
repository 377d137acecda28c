import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompareRule } from "../../src/core/index.ts";
import { sameOutput } from "../../src/judging/compare_output.ts";

describe("sameOutput", () => {
  it.each<[string, string, string]>([
    ["the same text", "1 2\n3\n", "1 2\n3\n"],
    ["white space and blank lines at the end", "1 2  \n3\n\n \n", "1 2\n3"],
    ["Windows line ends", "1 2\r\n3\r\n", "1 2\n3\n"],
    ["white space between tokens", "  1\t 2", "1 2"],
    ["nothing at all", "", "\n\n"],
    ["an error of a millionth of a small number", "0.0000009\n", "0.0"],
    ["an error of a millionth of a large number", "1000000.9", "1000000.0"],
    ["other ways to write a number with a point", "1.50 -.5 2.", "1.5 -0.5 2.0"],
    ["an exponent after a point", "1.0e3", "1000.0"],
    ["an exponent without a point", "1e-05", "0.00001"],
    ["a number without a point beside one with a point", "1", "1.0"],
    ["a whole value printed with a point", "2.0", "2"],
    ["a whole number but for rounding", "4.999999999999", "5"],
    ["numbers between brackets and commas", "[0.30000000000000004, (1.0,2.50)]", "[0.3, (1,2.5)]"],
    ["a number before a percent sign", "33.33333333333333%", "33.3333333333%"],
    ["large numbers of equal value", "12345678901234567890.00", "12345678901234567890"],
  ])("accepts %s", (_name, actual, expected) => {
    expect(sameOutput(actual, expected)).toBe(true);
  });

  it.each<[string, string, string]>([
    ["another word", "YES", "NO"],
    ["another case of letters", "Yes", "YES"],
    ["another order of lines", "1\n2", "2\n1"],
    ["another order of tokens", "1 2", "2 1"],
    ["a line too few", "1", "1\n2"],
    ["a line too many", "1\n2", "1"],
    ["a blank line in the middle", "1\n\n2", "1\n2"],
    ["a blank line at the start", "\n1", "1"],
    ["tokens on other lines", "1 2\n3", "1\n2 3"],
    ["a token too few", "1", "1 2"],
    ["an error beyond the tolerance", "0.0000011", "0.0"],
    ["whole numbers that are close", "10000001", "10000000"],
    ["zeros before a whole number", "01", "1"],
    ["words that JavaScript reads as numbers", "Infinity.", "Infinity.0"],
    ["not a number", "nan", "1.0"],
    ["nothing instead of something", "", "0"],
    ["a whole neighbour beyond doubles", "9007199254740992.0", "9007199254740993"],
    ["half where the whole is expected", "2.5", "2"],
    ["a wrong number between brackets", "[0.31, 1.0]", "[0.3, 1.0]"],
    ["another bracket", "(0.3)", "[0.3]"],
    ["a version, which is text", "v1.10", "v1.1"],
    ["an infinity for a number too large", "1e999", "2e999"],
    ["a percent sign too many", "5.0%%", "5.0%"],
  ])("refuses %s", (_name, actual, expected) => {
    expect(sameOutput(actual, expected)).toBe(false);
  });

  it.each<[string, string, CompareRule, boolean]>([
    ["0.30000000000000004", "0.3", "exact", false],
    ["0.3  \n\n", "0.3", "exact", true],
    ["1  2", "1 2", "exact", false],
    ["1.0000001", "1.0", "decimals", true],
    ["1", "1.0", "decimals", false],
    ["[1.0000001]", "[1.0]", "decimals", false],
    ["1e-05", "0.00001", "decimals", false],
  ])("%j for %j by the rule %s: %s", (actual, expected, rule, same) => {
    expect(sameOutput(actual, expected, rule)).toBe(same);
  });

  const token = fc.oneof(fc.integer().map(String), fc.double({ noNaN: true }).map(String), fc.stringMatching(/^\w+$/));
  const grid = fc.array(fc.array(token, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  const print = (rows: readonly (readonly string[])[], space: string): string =>
    rows.map((row) => row.join(space)).join(`${space}\n`);

  it("does not mind white space, whatever the tokens are", () => {
    fc.assert(
      fc.property(grid, (rows) => {
        expect(sameOutput(`${print(rows, "\t ")}\n\n`, print(rows, " "))).toBe(true);
      }),
    );
  });

  it("minds every token", () => {
    fc.assert(
      fc.property(grid, fc.nat(), (rows, pick) => {
        const row = pick % rows.length;
        const changed = rows.map((it, index) => (index === row ? [...it.slice(0, -1), `${it.at(-1)}x`] : it));
        expect(sameOutput(print(changed, " "), print(rows, " "))).toBe(false);
        expect(sameOutput(print(rows, " "), print(changed, " "))).toBe(false);
      }),
    );
  });

  it("compares megabytes", () => {
    const long = `${"1 2 3 4 5 6 7 8 9\n".repeat(300_000)}`;
    expect(sameOutput(long, long.replaceAll(" ", "  "))).toBe(true);
    expect(sameOutput(`${long}0`, `${long}1`)).toBe(false);
  });
});
