/** A failure → the few words that say which edits it makes likely. */
import type { Failure, Verdict } from "../../../core/index.ts";
import { type PlainValue, readValue, sameValue } from "./python_value.ts";

/** What the tests told about the program. */
export interface Symptoms {
  /** "timeout", "IndexError", "off by one", … */
  readonly words: readonly string[];
  /** Lines of the program in the traceback, from 1, the innermost last. */
  readonly lines: readonly number[];
}

/** Reads a verdict, and as much of the failure as is told. */
export function readSymptoms(verdict: Verdict, failure?: Failure): Symptoms {
  const words: string[] = [verdict];
  if (failure === undefined) return { words, lines: [] };
  if (verdict === "runtime_error") words.push(failure.type);
  if (failure.assertion !== undefined) words.push(...readAssertion(failure.assertion));
  return { words, lines: failure.frames.map((frame) => frame.line) };
}

function readAssertion(assertion: string): string[] {
  const compared = /\nleft: {2}(.*)\nright: (.*)$/s.exec(assertion);
  const source = compared === null ? assertion : assertion.slice(0, compared.index);
  const words = argumentWords(source);
  const [left, right] = [readValue(compared?.[1] ?? "..."), readValue(compared?.[2] ?? "...")];
  if (left === undefined || right === undefined) return words;
  // Tests compare what was returned with what is right, mostly in that order.
  const isTurned = /^assert\s+[^(]*(==|!=)[^(]*\(/.test(source);
  return [...words, ...difference(isTurned ? right : left, isTurned ? left : right)];
}

function argumentWords(source: string): string[] {
  if (/\((\[\]|''|""|\{\}|\(\))[,)]/.test(source)) return ["empty argument"];
  if (/\(0[,)]/.test(source)) return ["zero argument"];
  return /\(1[,)]/.test(source) ? ["argument one"] : [];
}

function difference(actual: PlainValue, expected: PlainValue): string[] {
  if (actual.type === "none") return ["returned none"];
  if (actual.type !== expected.type) {
    const words = [`${actual.type} for ${expected.type}`];
    if ("items" in actual && actual.items.some((item) => sameValue(item, expected))) words.push("too nested");
    return words;
  }
  if (actual.type === "bool" && expected.type === "bool") return [expected.value ? "false for true" : "true for false"];
  if (actual.type === "number" && expected.type === "number") return numberWords(actual, expected);
  if (actual.type === "string" && expected.type === "string") return stringWords(actual.value, expected.value);
  if ("items" in actual && "items" in expected) return listWords(actual.items, expected.items);
  return [];
}

function numberWords(
  actual: { readonly value: number; readonly isFloat: boolean },
  expected: { readonly value: number; readonly isFloat: boolean },
): string[] {
  const words: string[] = [];
  const by = actual.value - expected.value;
  if (by === 0) return ["same number"];
  if (Math.abs(by) === 1) words.push(by > 0 ? "one too many" : "one too few");
  if (actual.value === -expected.value) words.push("other sign");
  if (actual.value === 0) words.push("zero");
  if (expected.value === 0) words.push("not zero");
  if (expected.value !== 0 && actual.value !== 0) {
    const ratio = actual.value / expected.value;
    if (Number.isInteger(ratio) && ratio > 1) words.push("a multiple");
    if (Number.isInteger(1 / ratio) && ratio < 1 && ratio > 0) words.push("a part");
  }
  if (actual.isFloat && !expected.isFloat) words.push("float for int");
  if (Math.abs(by) < 1) words.push("close");
  words.push(by > 0 ? "too large" : "too small");
  return words;
}

function stringWords(actual: string, expected: string): string[] {
  if (actual.toLowerCase() === expected.toLowerCase()) return ["case"];
  if (actual.replaceAll(" ", "") === expected.replaceAll(" ", "")) return ["spaces"];
  const turned = [...actual].reverse().join("");
  return ["string", ...(turned === expected ? ["reversed"] : sequenceWords([...actual], [...expected]))];
}

function listWords(actual: readonly PlainValue[], expected: readonly PlainValue[]): string[] {
  const texts = (items: readonly PlainValue[]): string[] => items.map((item) => JSON.stringify(item));
  const words = sequenceWords(texts(actual), texts(expected));
  const first = actual.findIndex((item, index) => {
    const other = expected[index];
    return other === undefined || !sameValue(item, other);
  });
  const [mine, theirs] = [actual[first], expected[first]];
  if (actual.length !== expected.length || mine === undefined || theirs === undefined) return words;
  return [...words, ...(words.includes("other order") ? [] : difference(mine, theirs))];
}

function sequenceWords(actual: readonly string[], expected: readonly string[]): string[] {
  const words: string[] = [];
  const same = (a: readonly string[], b: readonly string[]): boolean => a.join("\n") === b.join("\n");
  if (same([...actual].sort(), [...expected].sort())) words.push("other order");
  if (same([...actual].reverse(), expected)) words.push("reversed");
  if (actual.length === 0) words.push("returned empty");
  else if (actual.length < expected.length) words.push("too short");
  else if (actual.length > expected.length) words.push("too long");
  else words.push("same length");
  if (actual.length > 0 && Math.abs(actual.length - expected.length) === 1) words.push("length off by one");
  if (same([...new Set(actual)], expected) && !words.includes("other order")) words.push("repeated");
  const common = Math.min(actual.length, expected.length);
  if (common > 0 && actual.length !== expected.length && same(actual.slice(0, common), expected.slice(0, common))) {
    words.push("end differs");
  }
  return words;
}
