/** Whether two texts are the same number, as far as rounding lets them be. */

/** Absolute below 1, relative above. */
const TOLERANCE = 1e-6;
const NUMBER = /^([+-]?)(?:(\d+)(\.\d*)?|(\.\d+))(?:e([+-]?\d+))?$/i;

/** The exact value of a number: ± digits · 10^exponent, its digits without zeros at either end. */
interface Value {
  /** Neither a point nor an exponent. */
  readonly written: "whole" | "decimal";
  readonly digits: string;
  readonly exponent: number;
}

/**
 * Two whole numbers are equal as they are written; where at least one is written with a point or an exponent, they are
 * equal by value, and otherwise when |a − b| ≤ 1e-6 · max(1, |b|) with b the expected one. Where the expected one is
 * written whole and the other's value is whole, there is nothing that rounding could have done: only the same will do.
 */
export function sameNumber(actual: string, expected: string): boolean {
  const [a, b] = [exactValue(actual), exactValue(expected)];
  if (a === undefined || b === undefined) return false;
  if (a.written === "whole" && b.written === "whole") return actual === expected;
  if (a.digits === b.digits && a.exponent === b.exponent) return true;
  if (b.written === "whole" && a.exponent >= 0) return false;
  const [x, y] = [Number(actual), Number(expected)];
  return Number.isFinite(x) && Number.isFinite(y) && Math.abs(x - y) <= TOLERANCE * Math.max(1, Math.abs(y));
}

function exactValue(text: string): Value | undefined {
  const found = NUMBER.exec(text);
  if (found === null) return undefined;
  const [, sign = "", whole = "", point, bare, power] = found;
  const fraction = (point ?? bare ?? "").slice(1);
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  const exponent = Number(power ?? 0) - fraction.length + digits.length - short.length;
  const written = point === undefined && bare === undefined && power === undefined ? "whole" : "decimal";
  if (short === "") return { written, digits: "0", exponent: 0 };
  return { written, digits: `${sign === "-" ? "-" : ""}${short}`, exponent };
}
