/** Constants: other numbers, other truth values and empty values, other strings. */
import type { Edit } from "../search/edit.ts";
import type { Expression } from "../search/program.ts";
import { ATOM } from "../search/syntax.ts";
import { type Context, mayBe, readableNames, rewrite, scopeOf } from "./context.ts";

const UNARY = 12;

/** `1` → `2`, `0`, `-1`, a number of the same function or of the specification, a name. */
export function* otherNumbers(context: Context): Iterable<Edit> {
  const numbers = context.program.expressions.filter((it) => it.kind === "Number");
  for (const it of numbers) {
    const here = numbers.filter((other) => other.statement.scope === it.statement.scope).map((other) => other.text);
    for (const [text, traits] of otherValues(it, new Set(here), context.docs.numbers)) {
      const kind = traits[0] ?? "";
      yield rewrite(context, it, { operator: "number", kind, traits }, text, text.startsWith("-") ? UNARY : ATOM);
    }
    for (const name of readableNames(context, it)) {
      if (!mayBe(name.type, "number", "list", "string")) continue;
      const isNumber = name.type.base === "number" || name.type.base === "unknown";
      const text = isNumber ? name.text : `len(${name.text})`;
      yield rewrite(context, it, { operator: "number", kind: isNumber ? "name" : "len" }, text, ATOM);
    }
  }
}

/** Values to try in place of a number, each with the ways in which it was found, the first of which names it. */
function otherValues(it: Expression, here: ReadonlySet<string>, docs: ReadonlySet<string>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (text: string, trait: string): void => {
    if (text !== it.text) found.set(text, [...(found.get(text) ?? []), trait]);
  };
  const isNegative = it.node.parent?.name === "UnaryExpression";
  const value = Number(it.text.replaceAll("_", ""));
  if (Number.isSafeInteger(value) && !it.text.includes(".")) {
    add(String(value + 1), "plus one");
    add(value === 0 ? "-1" : String(value - 1), "minus one");
    if (value >= 4) {
      add(String(value / 2 === Math.floor(value / 2) ? value / 2 : value * 2), "half or double");
      add(String(value * 10), "ten times");
      if (value % 10 === 0) add(String(value / 10), "a tenth");
    }
  } else if (Number.isFinite(value)) {
    for (const other of ["0.0", "1.0", "0.5", "2"]) add(other, "small float");
    add(String(Math.trunc(value)), "whole");
  }
  if (value !== 0 && !isNegative) add(`-${it.text}`, "sign");
  for (const other of ["0", "1", "2"]) add(other, other);
  for (const other of here) add(other, "of the function");
  for (const other of docs) add(other, "of the text");
  return found;
}

const LITERALS: Readonly<Record<string, readonly string[]>> = {
  True: ["False", "None"],
  False: ["True", "None"],
  None: ["0", '""', "[]", "False", "True", "-1"],
  "[]": ["{}", "set()", '""', "None", "0", "[[]]", "[0]"],
  "{}": ["[]", "set()", "None"],
  "()": ["[]", "None"],
  "set()": ["[]", "{}"],
  "list()": ["set()", "{}"],
  "dict()": ["[]", "set()"],
  '""': ["None", "[]", "0"],
  "''": ["None", "[]", "0"],
  "0": ["None", "[]", '""', "False", "0.0"],
};

/** `True` → `False`, `[]` → `set()`, `None` → `0`. */
export function* otherLiterals(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    const others = it.role === "target" ? undefined : LITERALS[it.text];
    // An empty value starts something or is returned; elsewhere a zero stays a number.
    if (others === undefined || (it.text === "0" && !/^(return|assigned|conditional_branch)$/.test(it.role))) continue;
    for (const other of others)
      yield rewrite(context, it, { operator: "literal", kind: `${it.text} → ${other}` }, other, ATOM);
  }
}

const SEPARATORS = ["", " ", ",", ", ", "\\n", "-", "_"];

/** Strings: those of the function and the specification, another case, a character less, another separator. */
export function* otherStrings(context: Context): Iterable<Edit> {
  const strings = context.program.expressions.filter((it) => it.kind === "String");
  for (const it of strings) {
    const parts = /^("|')(.*)\1$/s.exec(it.text);
    if (parts === null || it.text.startsWith('"""')) continue;
    const [, quote = '"', content = ""] = parts;
    const own = strings.filter((other) => other.statement.scope === it.statement.scope);
    const here = own.map((other) => /^(["'])(.*)\1$/s.exec(other.text)?.[2] ?? content);
    for (const [other, trait] of otherContents(content, here, [...context.docs.strings])) {
      if (other.includes(quote) && !/\\/.test(other)) continue;
      yield rewrite(context, it, { operator: "string", kind: trait }, quote + other + quote, ATOM);
    }
    for (const name of scopeOf(context, it.statement).names.values()) {
      if (name.type.base !== "string" || name.from > it.from) continue;
      yield rewrite(context, it, { operator: "string", kind: "name" }, name.text, ATOM);
    }
  }
}

function otherContents(content: string, here: readonly string[], docs: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const add = (text: string, trait: string): void => {
    if (text !== content && !found.has(text)) found.set(text, trait);
  };
  for (const text of here) add(text, "of the function");
  for (const text of docs) add(text.replaceAll("\\", "\\\\"), "of the text");
  add(content.toLowerCase(), "case");
  add(content.toUpperCase(), "case");
  add(content.charAt(0).toUpperCase() + content.slice(1), "case");
  if (/^[a-z]+$/.test(content)) add(content + content.toUpperCase(), "both cases");
  if (content.length <= 2) for (const text of SEPARATORS) add(text, "separator");
  if (content.length > 1 && !content.includes("\\")) {
    add(content.slice(1), "without first");
    add(content.slice(0, -1), "without last");
    add([...content].reverse().join(""), "reversed");
  }
  if (content !== "" && !content.endsWith(" ")) add(`${content} `, "space after");
  if (content === "inf") add("-inf", "sign");
  if (content === "-inf") add("inf", "sign");
  add("", "empty");
  return found;
}
