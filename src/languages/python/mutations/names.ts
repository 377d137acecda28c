/** Names: another variable read, another variable written. */
import type { Edit } from "../search/edit.ts";
import type { Expression } from "../search/program.ts";
import type { Name } from "../search/scope.ts";
import { ATOM, binaryParts, childrenOf } from "../search/syntax.ts";
import { type Context, edit, readableNames, rewrite, scopeOf, textOf } from "./context.ts";

/** A variable that is read: another one that can be read there. */
export function* otherNames(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    if (it.kind !== "VariableName" || it.role === "target") continue;
    const { names } = scopeOf(context, it.statement);
    const old = names.get(it.text);
    if (old === undefined && !it.bound.includes(it.text)) continue;
    for (const name of readableNames(context, it)) {
      if (name.text === it.text || (it.role === "callee" && name.type.base !== "function")) continue;
      const traits = traitsOf(context, it, old, name);
      yield rewrite(context, it, { operator: "name", kind: kindOf(old, name), traits }, name.text, ATOM);
    }
    for (const text of new Set(it.bound)) {
      if (text === it.text || it.role === "callee") continue;
      yield rewrite(context, it, { operator: "name", kind: "to bound" }, text, ATOM);
    }
    for (const text of CONSTANT_ROLES.has(it.role) ? ["0", "1"] : []) {
      yield rewrite(context, it, { operator: "name", kind: "to number" }, text, ATOM);
    }
  }
}

const CONSTANT_ROLES: ReadonlySet<string> = new Set([
  "index",
  "slice_bound",
  "compared",
  "update",
  "argument",
  "operand",
]);

function kindOf(old: Name | undefined, name: Name): string {
  return `${classOf(old)} to ${classOf(name)}`;
}

function classOf(name: Name | undefined): string {
  if (name === undefined) return "bound";
  return name.isParameter ? "parameter" : name.isLoopVariable ? "loop variable" : "local";
}

function traitsOf(context: Context, it: Expression, old: Name | undefined, name: Name): string[] {
  const traits: string[] = [];
  const [from, to] = [old?.type.base ?? "unknown", name.type.base];
  traits.push(from === "unknown" || to === "unknown" ? "type unknown" : from === to ? "same type" : "other type");
  if (name.reads === 0) traits.push("to one never read");
  if (old?.reads === 1) traits.push("leaves one unread");
  const sibling = siblingText(context, it);
  if (sibling === name.text) traits.push("makes twins");
  if (sibling === it.text) traits.push("parts twins");
  if (targetsOf(context, it).includes(name.text)) traits.push("to its own target");
  if (targetsOf(context, it).includes(it.text)) traits.push("from its own target");
  if (alike(it.text, name.text)) traits.push("alike");
  return traits;
}

/** The other operand of the operator that the expression stands at. */
function siblingText(context: Context, it: Expression): string | undefined {
  const parent = it.node.parent;
  const parts = parent === null ? undefined : binaryParts(parent, context.program.code);
  if (parts === undefined) return undefined;
  return textOf(context, parts.left.from === it.from ? parts.right : parts.left);
}

function targetsOf(context: Context, { statement, from }: Expression): string[] {
  if (!/^(Assign|Update)Statement$/.test(statement.kind)) return [];
  return childrenOf(statement.node)
    .filter((child) => child.name === "VariableName" && child.to < from)
    .map((child) => textOf(context, child));
}

/** Names that one slips between: `x0` and `x1`, `row` and `rows`, `start_a` and `start_b`. */
function alike(a: string, b: string): boolean {
  if (a.length < 2 || b.length < 2) return a.length === b.length;
  let prefix = 0;
  while (prefix < Math.min(a.length, b.length) && a[prefix] === b[prefix]) prefix++;
  let suffix = 0;
  while (suffix < Math.min(a.length, b.length) - prefix && a.at(-1 - suffix) === b.at(-1 - suffix)) suffix++;
  return Math.max(a.length, b.length) - prefix - suffix <= 2 && prefix + suffix > 0;
}

/** A variable that is written: another one, or the targets of a tuple swapped. */
export function* otherTargets(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    if (it.kind !== "VariableName" || it.role !== "target" || it.bound.includes(it.text)) continue;
    const { names } = scopeOf(context, it.statement);
    for (const name of names.values()) {
      if (name.text === it.text) continue;
      const what = { operator: "target", kind: `${it.statement.kind} ${classOf(name)}` } as const;
      yield edit(it, what, [{ from: it.from, to: it.to, insert: name.text }]);
    }
    const next = it.node.nextSibling?.nextSibling;
    if (it.node.nextSibling?.name !== "," || !next || next.name !== "VariableName") continue;
    yield edit(it, { operator: "target", kind: "swap" }, [
      { from: it.from, to: it.to, insert: textOf(context, next) },
      { from: next.from, to: next.to, insert: it.text },
    ]);
  }
}
