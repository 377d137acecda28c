/** What every mutation operator is given, and the words that they make edits with. */
import type { SyntaxNode } from "@lezer/common";
import type { Change } from "../../../core/index.ts";
import type { Docs } from "../search/docs.ts";
import type { Edit, MutationOperator } from "../search/edit.ts";
import type { Expression, Program, Statement } from "../search/program.ts";
import type { Name, Scope } from "../search/scope.ts";
import { fitted } from "../search/syntax.ts";
import { type Base, typeOf, type ValueType } from "../search/types_of_values.ts";

export interface Context {
  readonly program: Program;
  readonly scopes: ReadonlyMap<SyntaxNode | null, Scope>;
  readonly docs: Docs;
  /** Name of the function that is repaired. */
  readonly entryPoint: string;
}

/** All edits of one or several mutation operators, in the order of the text. */
export type Rule = (context: Context) => Iterable<Edit>;

/** Replaces an expression by a text that binds as tightly as `level` says. */
export function rewrite(
  context: Context,
  it: Expression,
  what: { readonly operator: MutationOperator; readonly kind: string; readonly traits?: readonly string[] },
  text: string,
  level: number,
): Edit {
  const insert = fitted(text, level, it.node, context.program.code);
  return edit(it, what, [{ from: it.from, to: it.to, insert }]);
}

export function edit(
  place: Pick<Expression, "statement" | "role"> | Statement,
  what: { readonly operator: MutationOperator; readonly kind: string; readonly traits?: readonly string[] },
  changes: readonly Change[],
): Edit {
  const at = "role" in place ? { statement: place.statement, role: place.role } : statementPlace(place);
  const [line] = at.statement.lines;
  return { operator: what.operator, kind: what.kind, line, changes, place: at, traits: what.traits ?? [] };
}

function statementPlace(statement: Statement) {
  return { statement, role: "statement" as const };
}

export function textOf(context: Context, node: { readonly from: number; readonly to: number }): string {
  return context.program.code.slice(node.from, node.to);
}

export function scopeOf(context: Context, statement: Statement): Scope {
  return context.scopes.get(statement.scope) ?? { names: new Map(), types: new Map() };
}

export function typeAt(context: Context, it: Pick<Expression, "node" | "statement">): ValueType {
  return typeOf(it.node, context.program.code, scopeOf(context, it.statement).types);
}

/** Names that can be read where an expression stands: bound before it, or somewhere in a loop around it. */
export function readableNames(context: Context, at: Pick<Expression, "from" | "statement">): Name[] {
  const { names } = scopeOf(context, at.statement);
  return [...names.values()].filter((name) => name.from < at.from || (at.statement.loops > 0 && !name.isLoopVariable));
}

/** True when a value of type `have` may be used where one of these is wanted. */
export function mayBe(have: ValueType, ...wanted: readonly Base[]): boolean {
  return have.base === "unknown" || wanted.includes(have.base);
}

/** Expressions that hold a value: what is not the place that a value goes to, or the function that is called. */
export function values(context: Context): Expression[] {
  return context.program.expressions.filter((it) => it.role !== "target" && it.role !== "callee");
}
