/** Whether a program printed what it should have: outside the sandbox, since the expected output never enters it. */
import { type CompareRule, DEFAULT_RULE } from "../core/index.ts";
import { sameNumber } from "./same_number.ts";

/**
 * Whether two outputs are the same by a rule. White space at the end of lines and blank lines at the end never count.
 *
 * - `exact`: the lines are the same text.
 * - `numbers`: the lines have the same tokens, in order, however much white space is between them; tokens are the same
 *   text, or the same text but for numbers that are equal as `sameNumber` says. Numbers stand between white space,
 *   brackets, commas and semicolons, and before a percent sign: what has letters in it, as a version has, is text.
 * - `decimals`, the rule of version 0.1: as `numbers`, but only for tokens that are both written with a decimal point.
 */
export function sameOutput(actual: string, expected: string, rule: CompareRule = DEFAULT_RULE): boolean {
  if (actual === expected) return true;
  const [got, want] = [lines(actual), lines(expected)];
  const same = SAME_LINE[rule];
  return got.length === want.length && got.every((line, index) => same(line, want[index] ?? ""));
}

const SAME_LINE: Readonly<Record<CompareRule, (actual: string, expected: string) => boolean>> = {
  exact: (actual, expected) => actual.trimEnd() === expected.trimEnd(),
  numbers: (actual, expected) => sameTokens(actual, expected, sameToken),
  decimals: (actual, expected) => sameTokens(actual, expected, sameDecimal),
};

function lines(text: string): string[] {
  return text.trimEnd().split("\n");
}

function sameTokens(actual: string, expected: string, same: (a: string, b: string) => boolean): boolean {
  if (actual === expected) return true;
  const [got, want] = [tokens(actual), tokens(expected)];
  return got.length === want.length && got.every((token, index) => same(token, want[index] ?? ""));
}

function tokens(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === "" ? [] : trimmed.split(/\s+/);
}

/** What a number may stand between. */
const BORDER = /([[\](){},;]|%$)/;

function sameToken(actual: string, expected: string): boolean {
  if (actual === expected) return true;
  const [got, want] = [actual.split(BORDER), expected.split(BORDER)];
  const same = (piece: string, other: string): boolean => piece === other || sameNumber(piece, other);
  return got.length === want.length && got.every((piece, index) => same(piece, want[index] ?? ""));
}

/** Absolute below 1, relative above. */
const TOLERANCE = 1e-6;
const DECIMAL = /^[+-]?(\d+\.\d*|\.\d+)(e[+-]?\d+)?$/i;

function sameDecimal(actual: string, expected: string): boolean {
  if (actual === expected) return true;
  if (!DECIMAL.test(actual) || !DECIMAL.test(expected)) return false;
  const [a, b] = [Number(actual), Number(expected)];
  return a === b || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b));
}
