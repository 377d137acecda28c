/** Lezer's Python tree, as far as edits need more than it says: operators, precedence, parentheses. */
import type { SyntaxNode } from "@lezer/common";

export function childrenOf(node: SyntaxNode | null): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

const EXPRESSIONS: ReadonlySet<string> = new Set([
  "VariableName",
  "Number",
  "String",
  "FormatString",
  "ContinuedString",
  "Boolean",
  "None",
  "Ellipsis",
  "BinaryExpression",
  "UnaryExpression",
  "ConditionalExpression",
  "CallExpression",
  "MemberExpression",
  "TupleExpression",
  "ArrayExpression",
  "DictionaryExpression",
  "SetExpression",
  "ComprehensionExpression",
  "ArrayComprehensionExpression",
  "DictionaryComprehensionExpression",
  "SetComprehensionExpression",
  "ParenthesizedExpression",
  "LambdaExpression",
  "NamedExpression",
  "AwaitExpression",
  "YieldExpression",
]);

export function isExpression(node: SyntaxNode): boolean {
  return EXPRESSIONS.has(node.name);
}

/** Where an operator stands; `not in` and `is not` are one operator. */
export interface Operator {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A binary expression's parts; undefined for what is none, or is broken. */
export function binaryParts(
  node: SyntaxNode,
  code: string,
): { left: SyntaxNode; operator: Operator; right: SyntaxNode } | undefined {
  const left = node.firstChild;
  const right = node.lastChild;
  const first = left?.nextSibling;
  const last = right?.prevSibling;
  if (node.name !== "BinaryExpression" || !left || !right || !first || !last || left.to > first.from) return undefined;
  const text = code.slice(first.from, last.to).replace(/\s+/g, " ");
  return { left, operator: { text, from: first.from, to: last.to }, right };
}

const LEVELS: Readonly<Record<string, number>> = {
  ...{ or: 2, and: 3, "|": 6, "^": 7, "&": 8, "<<": 9, ">>": 9, "+": 10, "-": 10 },
  ...{ "*": 11, "/": 11, "//": 11, "%": 11, "@": 11, "**": 13 },
};
const COMPARE = 5;
const NOT = 4;
const UNARY = 12;
export const ATOM = 14;
/** How tightly a sum binds: what `+ 1` makes of an expression. */
export const SUM = LEVELS["+"] as number;

/** How tightly an operator binds; comparisons are all alike. */
export function operatorLevel(operator: string): number {
  return LEVELS[operator] ?? COMPARE;
}

export const isComparison = (operator: string): boolean => LEVELS[operator] === undefined;

/** How tightly an expression binds: 0 for a lambda, 14 for a name. */
export function levelOf(node: SyntaxNode, code: string): number {
  switch (node.name) {
    case "BinaryExpression":
      return operatorLevel(binaryParts(node, code)?.operator.text ?? "or");
    case "UnaryExpression":
      return node.firstChild?.name === "not" ? NOT : UNARY;
    case "ConditionalExpression":
      return 1;
    case "LambdaExpression":
    case "NamedExpression":
    case "YieldExpression":
      return 0;
    default:
      return ATOM;
  }
}

/** How tightly an expression must bind to stand where `node` stands without parentheses. */
export function requiredLevel(node: SyntaxNode, code: string): number {
  const { parent } = node;
  if (parent === null) return 0;
  if (parent.name === "BinaryExpression") {
    const parts = binaryParts(parent, code);
    if (parts === undefined) return ATOM;
    return operandLevel(parts.operator.text, node.from === parts.left.from);
  }
  if (parent.name === "UnaryExpression") return parent.firstChild?.name === "not" ? COMPARE : UNARY;
  if (parent.name === "MemberExpression") return node.from === parent.from ? ATOM : 0;
  if (parent.name === "CallExpression") return ATOM;
  if (parent.name === "ConditionalExpression") return 2;
  if (/Comprehension/.test(parent.name)) return 2;
  return 0;
}

/** `**` binds to the right, other arithmetic to the left; a comparison in a comparison would be a chain. */
function operandLevel(operator: string, isLeft: boolean): number {
  const level = operatorLevel(operator);
  if (operator === "and" || operator === "or") return level;
  return level + Number(isComparison(operator) || (operator === "**") === isLeft);
}

/** `text`, which binds as `level` says, in the place of `node`. */
export function fitted(text: string, level: number, node: SyntaxNode, code: string): string {
  return level >= requiredLevel(node, code) ? text : `(${text})`;
}

/** `node`'s text as an operand that must bind at least as `level`. */
export function operandText(node: SyntaxNode, level: number, code: string): string {
  const text = code.slice(node.from, node.to);
  return levelOf(node, code) >= level ? text : `(${text})`;
}
