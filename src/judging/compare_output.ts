/** Whether a program printed what it should have: outside the sandbox, since the expected output never enters it. */

/** Absolute below 1, relative above. */
const TOLERANCE = 1e-6;
const DECIMAL = /^[+-]?(\d+\.\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * True when the outputs have the same lines of the same tokens, in order. White space at the end of lines and blank
 * lines at the end do not count, nor does the amount of white space between tokens. Tokens are equal as text, or,
 * where both are written with a decimal point, when |a − b| ≤ 1e-6 · max(1, |b|) with b the expected one.
 */
export function sameOutput(actual: string, expected: string): boolean {
  if (actual === expected) return true;
  const [got, want] = [lines(actual), lines(expected)];
  return got.length === want.length && got.every((line, index) => sameLine(line, want[index] ?? ""));
}

function lines(text: string): string[] {
  return text.trimEnd().split("\n");
}

function sameLine(actual: string, expected: string): boolean {
  if (actual === expected) return true;
  const [got, want] = [tokens(actual), tokens(expected)];
  return got.length === want.length && got.every((token, index) => sameToken(token, want[index] ?? ""));
}

function tokens(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === "" ? [] : trimmed.split(/\s+/);
}

function sameToken(actual: string, expected: string): boolean {
  if (actual === expected) return true;
  if (!DECIMAL.test(actual) || !DECIMAL.test(expected)) return false;
  const [a, b] = [Number(actual), Number(expected)];
  return a === b || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b));
}
