/** Python's `repr` of plain data, read back. */
import type { SyntaxNode } from "@lezer/common";
import { parsePython } from "../syntax.ts";
import { childrenOf, isExpression } from "./syntax.ts";

export type PlainValue =
  | { readonly type: "number"; readonly value: number; readonly isFloat: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "none" }
  | { readonly type: "list" | "tuple" | "set" | "dict"; readonly items: readonly PlainValue[] };

/** Reads a `repr`; undefined for what is no plain data, or was shortened. */
export function readValue(text: string): PlainValue | undefined {
  const tree = parsePython(`x = ${text.trim()}\n`);
  const statement = tree.topNode.firstChild;
  if (statement === null || statement.nextSibling !== null) return undefined;
  const values = childrenOf(statement).filter(isExpression).slice(1);
  const [value] = values;
  return value === undefined || values.length > 1 ? undefined : plainValue(value, `x = ${text.trim()}\n`);
}

/** Equal as Python's `==` has it, but for the kinds: `1` is not `1.0` here. */
export function sameValue(a: PlainValue, b: PlainValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const CONTAINERS: Readonly<Record<string, "list" | "tuple" | "set" | "dict">> = {
  ArrayExpression: "list",
  TupleExpression: "tuple",
  SetExpression: "set",
  DictionaryExpression: "dict",
};

function plainValue(node: SyntaxNode, code: string): PlainValue | undefined {
  const text = code.slice(node.from, node.to);
  const type = CONTAINERS[node.name];
  if (type !== undefined) {
    const items = childrenOf(node)
      .filter(isExpression)
      .map((it) => plainValue(it, code));
    return items.every((item) => item !== undefined) ? { type, items } : undefined;
  }
  if (node.name === "Number") return numberOf(text);
  if (node.name === "Boolean") return { type: "bool", value: text === "True" };
  if (node.name === "None") return { type: "none" };
  if (node.name === "String") return { type: "string", value: text.replace(/^[a-z]*["']/i, "").slice(0, -1) };
  if (text === "inf" || text === "nan") return { type: "number", value: Number.POSITIVE_INFINITY, isFloat: true };
  if (text === "set()") return { type: "set", items: [] };
  if (node.name !== "UnaryExpression" || !text.startsWith("-") || node.lastChild === null) return undefined;
  const inner = plainValue(node.lastChild, code);
  return inner?.type === "number" ? { ...inner, value: -inner.value } : undefined;
}

function numberOf(text: string): PlainValue | undefined {
  const value = Number(text.replaceAll("_", ""));
  return Number.isNaN(value) ? undefined : { type: "number", value, isFloat: /[.e]/.test(text) };
}
