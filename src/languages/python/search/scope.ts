/** The names of a function: where they are bound, how often they are read, what they probably hold. */
import type { SyntaxNode } from "@lezer/common";
import type { Expression, Program } from "./program.ts";
import { childrenOf } from "./syntax.ts";
import { annotatedType, type Environment, typeOf, type ValueType } from "./types_of_values.ts";

export interface Name {
  readonly text: string;
  readonly isParameter: boolean;
  /** Bound by a `for`. */
  readonly isLoopVariable: boolean;
  /** Offset from which on it can be read. */
  readonly from: number;
  /** How often it is read. */
  readonly reads: number;
  readonly type: ValueType;
}

export interface Scope {
  readonly names: ReadonlyMap<string, Name>;
  readonly types: Environment;
}

/** The scope of each function, and (under null) of the text outside of any. */
export function readScopes(program: Program): ReadonlyMap<SyntaxNode | null, Scope> {
  const all = [null, ...program.functions];
  return new Map(all.map((scope) => [scope, readScope(program, scope)]));
}

function readScope(program: Program, scope: SyntaxNode | null): Scope {
  const own = program.expressions.filter((it) => it.statement.scope === scope);
  const types = new Map<string, ValueType>();
  const found = new Map<string, Omit<Name, "reads" | "type">>();
  for (const [text, type, from] of parameters(scope, program.code)) {
    found.set(text, { text, isParameter: true, isLoopVariable: false, from });
    types.set(text, type);
  }
  for (const { kind, role, text, from, statement, bound } of own) {
    if (kind !== "VariableName" || role !== "target" || found.has(text) || bound.includes(text)) continue;
    found.set(text, { text, isParameter: false, isLoopVariable: statement.kind === "ForStatement", from });
  }
  // Twice: what a loop assigns further down is known further up the second time.
  for (let round = 0; round < 2; round++) for (const it of own) learnType(it, program.code, types);
  const names = [...found.values()].map((name): Name => {
    const reads = own.filter((it) => it.kind === "VariableName" && it.role !== "target" && it.text === name.text);
    return { ...name, reads: reads.length, type: types.get(name.text) ?? { base: "unknown" } };
  });
  return { names: new Map(names.map((name) => [name.text, name])), types };
}

function parameters(scope: SyntaxNode | null, code: string): [string, ValueType, number][] {
  const list = scope?.getChild("ParamList");
  return childrenOf(list ?? null).flatMap((node): [string, ValueType, number][] => {
    if (node.name !== "VariableName") return [];
    const annotation = node.nextSibling?.name === "TypeDef" ? node.nextSibling : undefined;
    const text = annotation === undefined ? "" : code.slice(annotation.from + 1, annotation.to).trim();
    return [[code.slice(node.from, node.to), annotatedType(text), node.from]];
  });
}

/** `x = value`, `for x in values`, `for i, x in enumerate(values)`: what the targets hold. */
function learnType({ kind, role, node, text, statement }: Expression, code: string, types: Map<string, ValueType>) {
  if (kind !== "VariableName" || role !== "target" || (types.get(text)?.base ?? "unknown") !== "unknown") return;
  const parent = node.parent;
  if (parent === null) return;
  const targets = childrenOf(parent).filter((it) => it.name === "VariableName" && it.from <= node.from);
  if (parent.name === "AssignStatement") {
    const values = childrenOf(parent).slice(childrenOf(parent).findLastIndex((it) => it.name === "AssignOp") + 1);
    const value = values.filter((it) => it.name !== ",")[parent.getChild(",") === null ? 0 : targets.length - 1];
    if (value !== undefined) types.set(text, typeOf(value, code, types));
  } else if (parent.name === "ForStatement" && parent === statement.node) {
    const iterable = childrenOf(parent)[childrenOf(parent).findIndex((it) => it.name === "in") + 1];
    if (iterable !== undefined) types.set(text, loopType(iterable, targets.length - 1, code, types));
  }
}

function loopType(iterable: SyntaxNode, index: number, code: string, types: Environment): ValueType {
  const callee = iterable.firstChild;
  const name = iterable.name === "CallExpression" && callee ? code.slice(callee.from, callee.to) : "";
  if (name === "enumerate" && index === 0) return { base: "number" };
  if (name === "enumerate" || name === "zip") {
    const values = childrenOf(iterable.getChild("ArgList")).filter(
      (it) => it.to - it.from > 0 && /^[A-Z]/.test(it.name),
    );
    const value = values[name === "zip" ? index : 0];
    return (value === undefined ? undefined : typeOf(value, code, types).item) ?? { base: "unknown" };
  }
  const item = typeOf(iterable, code, types).item ?? { base: "unknown" };
  return index === 0 && iterable.parent?.getChild(",") === null ? item : (item.item ?? { base: "unknown" });
}
