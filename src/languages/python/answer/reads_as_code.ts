/** Code or prose: "This is wrong", "Note: x" and "Example (short)" are Python too, to a parser. */
import type { SyntaxNode } from "@lezer/common";
import { statements } from "../names.ts";
import { parses } from "../syntax.ts";

/** True when it parses, and every outermost statement is one that programs have and prose has not. */
export function readsAsCode(code: string): boolean {
  if (!parses(code)) return false;
  const all = statements(code);
  return all.some(({ node }) => !isText(node)) && all.every(({ node }) => isProgramStatement(node, code));
}

/** True for code with a statement that is more than a word or two: prose has `return it` and `pass` on a line, too. */
export function tells(code: string): boolean {
  return statements(code).some(({ kind, node }) => !WORDS.has(kind) && !isText(node));
}

/** A sentence in quotation marks, or a docstring. */
function isText(node: SyntaxNode): boolean {
  return node.name === "ExpressionStatement" && TEXTS.test(node.firstChild?.name ?? "");
}

const TEXTS = /String$/;
const WORDS: ReadonlySet<string> = new Set(
  ["Pass", "Break", "Continue", "Scope", "Delete", "Assert", "Raise", "Return", "Yield"].map((it) => `${it}Statement`),
);

function isProgramStatement(node: SyntaxNode, code: string): boolean {
  if (node.name === "PrintStatement") return false;
  if (node.name === "ExpressionStatement") return hasEffect(node.firstChild, code);
  if (node.name === "AssignStatement")
    return node.getChild("AssignOp") !== null && TARGETS.has(node.firstChild?.name ?? "");
  const onOneLine = !code.slice(node.from, node.to).includes("\n");
  return !onOneLine || !isBlock(node.name) || simpleStatementsOf(node).every((it) => isProgramStatement(it, code));
}

const TARGETS: ReadonlySet<string> = new Set(
  ["VariableName", "MemberExpression", "TupleExpression", "ParenthesizedExpression", "ArrayExpression", "*"], //
);
const EXPRESSIONS: ReadonlySet<string> = new Set(
  ["String", "FormatString", "ContinuedString", "AwaitExpression", "ArrayComprehensionExpression", "Ellipsis"], //
);

function hasEffect(expression: SyntaxNode | null, code: string): boolean {
  if (expression === null) return false;
  if (EXPRESSIONS.has(expression.name)) return true;
  if (expression.name === "ConditionalExpression") return hasEffect(expression.firstChild, code);
  return expression.name === "CallExpression" && isCall(code.slice(expression.from, expression.to));
}

/** A blank before the bracket is prose, but for `print (x)`. */
function isCall(text: string): boolean {
  return /^print\b|^[^\s(]*(\(|$)|^[^(]*[)\]"'}]\s*\(/.test(text);
}

/** `if empty: skip` is prose on one line. */
function isBlock(name: string): boolean {
  return /^(If|While|For|With)Statement$/.test(name);
}

function simpleStatementsOf(node: SyntaxNode): SyntaxNode[] {
  return node
    .getChildren("Body")
    .flatMap((body) => [
      ...body.getChildren("ExpressionStatement"),
      ...body.getChildren("AssignStatement"),
      ...body.getChildren("PrintStatement"),
    ]);
}
