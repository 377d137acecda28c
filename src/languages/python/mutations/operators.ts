/** Operators: another one, one operand alone, the operands swapped, grouped otherwise. */
import type { SyntaxNode } from "@lezer/common";
import type { Edit, MutationOperator } from "../search/edit.ts";
import type { Expression } from "../search/program.ts";
import { ATOM, binaryParts, childrenOf, isComparison, isExpression, levelOf, operatorLevel } from "../search/syntax.ts";
import { typeOf } from "../search/types_of_values.ts";
import { type Context, edit, rewrite, scopeOf, textOf } from "./context.ts";

const ORDER = ["<", "<=", ">", ">=", "==", "!="];
const ARITHMETIC = ["+", "-", "*", "/", "//", "%", "**"];
const BITS = ["&", "|", "^", "<<", ">>"];

const ALTERNATIVES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(ORDER.map((operator) => [operator, ORDER])),
  "==": [...ORDER, "in", "is"],
  "!=": [...ORDER, "not in"],
  in: ["not in", "=="],
  "not in": ["in", "!="],
  is: ["is not", "=="],
  "is not": ["is", "!="],
  and: ["or"],
  or: ["and"],
  ...Object.fromEntries(ARITHMETIC.map((operator) => [operator, ARITHMETIC])),
  ...Object.fromEntries(BITS.map((operator) => [operator, [...BITS, "+", "-"]])),
};

/** `<` → `<=`, `+` → `-`, `and` → `or`. */
export function* otherOperators(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    const parts = binaryParts(it.node, context.program.code);
    if (parts === undefined) continue;
    const { text, from, to } = parts.operator;
    const mutation = mutationOf(text);
    // On text and lists `+` is the only arithmetic there is.
    if (mutation === "arithmetic" && !isArithmetic(context, it, parts.left, parts.right)) continue;
    for (const other of ALTERNATIVES[text] ?? []) {
      if (other === text) continue;
      yield edit(it, { operator: mutation, kind: `${text} → ${other}` }, [{ from, to, insert: other }]);
    }
    if (text === "&") yield edit(it, { operator: mutation, kind: "& → & ~" }, [{ from: to, to, insert: " ~" }]);
    if (text === "^") yield edit(it, { operator: mutation, kind: "^ → & ~" }, [{ from, to, insert: "& ~" }]);
  }
}

function mutationOf(operator: string): MutationOperator {
  if (operator === "and" || operator === "or") return "boolean";
  return isComparison(operator) ? "compare" : "arithmetic";
}

function isArithmetic(context: Context, it: Expression, ...operands: SyntaxNode[]): boolean {
  const { types } = scopeOf(context, it.statement);
  return operands
    .map((operand) => typeOf(operand, context.program.code, types).base)
    .every((base) => base === "number" || base === "unknown" || base === "bool" || base === "set");
}

/** `a + b` → `a`, `a if c else b` → `b`. */
export function* operandsAlone(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    const parts = binaryParts(it.node, context.program.code);
    if (parts !== undefined) {
      for (const side of ["left", "right"] as const) {
        const kind = `${groupOf(parts.operator.text)} ${side}`;
        yield keep(context, it, parts[side], kind);
      }
    }
    if (it.kind !== "ConditionalExpression") continue;
    const [first, , second] = childrenOf(it.node).filter(isExpression);
    for (const branch of [first, second]) {
      if (branch !== undefined) yield keep(context, it, branch, branch === first ? "if left" : "if right");
    }
  }
}

function keep(context: Context, it: Expression, node: SyntaxNode, kind: string): Edit {
  const { code } = context.program;
  return rewrite(context, it, { operator: "keep_operand", kind }, code.slice(node.from, node.to), levelOf(node, code));
}

function groupOf(operator: string): string {
  return operator === "and" || operator === "or" ? operator : isComparison(operator) ? "compare" : "arithmetic";
}

const ONE_WAY: ReadonlySet<string> = new Set(["-", "/", "//", "%", "**", "<<", ">>", "in", "not in"]);

/** `a - b` → `b - a`; of a sum only where it may be text or a list. */
export function* swappedOperands(context: Context): Iterable<Edit> {
  const { code } = context.program;
  for (const it of context.program.expressions) {
    const branches = it.kind === "ConditionalExpression" ? childrenOf(it.node).filter(isExpression) : [];
    const parts = binaryParts(it.node, code);
    const [left, right] = parts === undefined ? [branches[0], branches[2]] : [parts.left, parts.right];
    if (left === undefined || right === undefined) continue;
    const operator = parts?.operator.text ?? "if";
    const type = typeOf(it.node, code, scopeOf(context, it.statement).types).base;
    if (parts !== undefined && !ONE_WAY.has(operator) && (operator !== "+" || type === "number")) continue;
    const level = operator === "if" ? 2 : operatorLevel(operator) + 1;
    const operand = (node: SyntaxNode): string =>
      levelOf(node, code) >= level ? textOf(context, node) : `(${textOf(context, node)})`;
    yield edit(it, { operator: "swap_operands", kind: operator }, [
      { from: left.from, to: left.to, insert: operand(right) },
      { from: right.from, to: right.to, insert: operand(left) },
    ]);
  }
}

/** `a + b * c` → `(a + b) * c`, and parentheses taken away. */
export function* regrouped(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    if (it.kind === "ParenthesizedExpression") {
      const inner = it.node.firstChild?.nextSibling;
      if (!inner || levelOf(inner, context.program.code) === ATOM || it.parent === null) continue;
      yield rewrite(context, it, { operator: "regroup", kind: "without" }, textOf(context, inner), ATOM);
      continue;
    }
    const changes = grouping(context, it.node);
    for (const change of changes) yield edit(it, { operator: "regroup", kind: "with" }, change);
  }
}

function* grouping(context: Context, node: SyntaxNode) {
  const { code } = context.program;
  const outer = binaryParts(node, code);
  const negated = node.name === "UnaryExpression" ? node.lastChild : null;
  const insideNot = negated === null ? undefined : binaryParts(negated, code);
  // The grammar lets `not a or b` reach over the `or`; Python does not.
  if (insideNot !== undefined && node.firstChild?.name === "not") yield around(insideNot.left.from, insideNot.right.to);
  if (outer === undefined || isComparison(outer.operator.text)) return;
  const left = binaryParts(outer.left, code);
  const right = binaryParts(outer.right, code);
  const differs = (inner: string): boolean => inner !== outer.operator.text || !/^([+*]|and|or)$/.test(inner);
  if (left !== undefined && differs(left.operator.text)) yield around(left.right.from, outer.right.to);
  if (right !== undefined && differs(right.operator.text)) yield around(outer.left.from, right.left.to);
}

function around(from: number, to: number) {
  return [
    { from, to: from, insert: "(" },
    { from: to, to, insert: ")" },
  ];
}

const UPDATES = ["+=", "-=", "*=", "//=", "/=", "%=", "="];

/** `+=` → `-=`, `=` → `+=`. */
export function* otherUpdates(context: Context): Iterable<Edit> {
  for (const statement of context.program.statements) {
    const { node } = statement;
    const operator =
      node.getChild("UpdateOp") ?? (node.getChildren("AssignOp").length === 1 ? node.getChild("AssignOp") : null);
    if (operator === null || !/^(Assign|Update)Statement$/.test(node.name) || node.getChild(",") !== null) continue;
    const text = textOf(context, operator);
    const target = node.firstChild;
    // Before its first assignment a name has nothing that could be added to.
    const known = target !== null && scopeOf(context, statement).names.get(textOf(context, target));
    if (text === "=" && known !== undefined && known !== null && known !== false && known.from === target?.from)
      continue;
    for (const other of [...UPDATES, ...(/[&|^]/.test(text) ? ["&=", "|=", "^="] : [])]) {
      if (other === text) continue;
      const change = { from: operator.from, to: operator.to, insert: other };
      yield edit(statement, { operator: "augmented", kind: `${text} → ${other}` }, [change]);
    }
  }
}
