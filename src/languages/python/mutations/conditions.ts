/** Conditions: negated, strengthened, weakened, dropped; filters of comprehensions. */
import type { Edit } from "../search/edit.ts";
import type { Expression } from "../search/program.ts";
import { binaryParts, childrenOf, isComparison, levelOf, operandText } from "../search/syntax.ts";
import { type Context, edit, readableNames, rewrite, textOf, typeAt } from "./context.ts";

const TESTS: ReadonlySet<string> = new Set(["if_test", "while_test", "conditional_test", "comprehension_filter"]);
const NOT = 4;
const AND = 3;
const OR = 2;

function isTest(it: Expression): boolean {
  return TESTS.has(it.role) && it.kind !== "ParenthesizedExpression" && !TESTS.has(it.parent?.role ?? "");
}

/** `x` → `not x`; a comparison has opposites of its own. */
export function* negated(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    const isCondition = isTest(it) || it.role === "bool_operand";
    const isTruth = /^(return|assigned|argument|lambda_body)$/.test(it.role) && typeAt(context, it).base === "bool";
    const operator = binaryParts(it.node, context.program.code)?.operator.text;
    const hasOpposite = operator !== undefined && isComparison(operator);
    if (!(isCondition || isTruth) || hasOpposite || it.kind === "UnaryExpression" || it.kind === "Boolean") continue;
    const text = `not ${operandText(it.node, NOT + 1, context.program.code)}`;
    yield rewrite(context, it, { operator: "negate", kind: it.kind }, text, NOT);
  }
}

/** `c` → `c and d`, `c or d`, where `d` is a condition of the same function or a plain one over its names. */
export function* strengthened(context: Context): Iterable<Edit> {
  const { code } = context.program;
  for (const it of context.program.expressions) {
    if (!isTest(it)) continue;
    for (const [other, kind, guards] of otherConditions(context, it)) {
      for (const word of ["and", "or"] as const) {
        const level = word === "and" ? AND : OR;
        const own = operandText(it.node, level, code);
        const text = guards ? `${other} ${word} ${own}` : `${own} ${word} ${other}`;
        yield rewrite(context, it, { operator: "strengthen", kind: `${word} ${kind}` }, text, level);
      }
    }
  }
}

/** Text, where it comes from, and whether it must be asked first. */
function* otherConditions(context: Context, it: Expression): Iterable<[string, string, boolean]> {
  const { code } = context.program;
  for (const other of context.program.expressions) {
    if (other.statement.scope !== it.statement.scope || other === it || inside(other, it)) continue;
    if (isTest(other) && levelOf(other.node, code) > AND) yield [other.text, "of the function", false];
  }
  const names = readableNames(context, it);
  for (const { text, type } of names) {
    if (type.base === "number") {
      yield [`${text} > 0`, "positive", false];
      yield [`${text} != 0`, "not zero", true];
    } else yield [text, "truth", true];
    if (type.base === "unknown") yield [`${text} is not None`, "not none", true];
  }
  const numbers = names.filter(({ type }) => type.base === "number");
  for (const [index, first] of numbers.entries()) {
    for (const second of numbers.slice(index + 1)) yield [`${first.text} != ${second.text}`, "different", false];
    for (const { text, type } of names) {
      if (/^(list|string|tuple)$/.test(type.base)) yield [`${first.text} < len(${text})`, "in bounds", true];
    }
  }
  for (const { text, isLoopVariable } of names) {
    if (!isLoopVariable) continue;
    for (const { text: group, type } of names) {
      if (/^(list|set|dict)$/.test(type.base)) yield [`${text} not in ${group}`, "not in", false];
    }
  }
}

function inside(inner: Expression, outer: Expression): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

/** A test that is always true, an `else` that is gone. */
export function* droppedConditions(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    if (!isTest(it) || it.kind === "Boolean") continue;
    if (it.role === "if_test" || it.role === "while_test") {
      yield edit(it, { operator: "drop_condition", kind: it.role }, [{ from: it.from, to: it.to, insert: "True" }]);
    }
  }
  for (const statement of context.program.statements) {
    if (statement.kind !== "IfStatement") continue;
    const children = childrenOf(statement.node);
    const last = children.at(-2);
    const body = children.at(-1);
    if (last?.name !== "else" || body === undefined) continue;
    const { code } = context.program;
    const from = code.lastIndexOf("\n", last.from) + 1;
    yield edit(statement, { operator: "drop_condition", kind: "else" }, [
      { from, to: endOf(code, body.to), insert: "" },
    ]);
  }
}

/** Past the line that a stretch of text ends in; the line end stays where nothing would follow it. */
function endOf(code: string, to: number): number {
  const line = code.indexOf("\n", code.slice(0, to).trimEnd().length);
  return line < 0 ? code.length : line + 1;
}

/** `[x for x in xs if c]` → without the filter; with one. */
export function* filters(context: Context): Iterable<Edit> {
  for (const it of context.program.expressions) {
    if (it.role === "comprehension_filter" && isTest(it)) {
      const word = it.node.prevSibling;
      if (word?.name !== "if") continue;
      const from = context.program.code.slice(0, word.from).trimEnd().length;
      yield edit(it, { operator: "filter", kind: "drop" }, [{ from, to: it.to, insert: "" }]);
    }
    if (it.role !== "comprehension_iterable") continue;
    const targets = comprehensionTargets(context, it);
    for (const [text, kind] of newFilters(context, it, targets)) {
      yield edit(it, { operator: "filter", kind }, [{ from: it.to, to: it.to, insert: ` if ${text}` }]);
    }
  }
}

function comprehensionTargets(context: Context, it: Expression): string[] {
  const found: string[] = [];
  for (let node = it.node.prevSibling; node !== null && node.name !== "for"; node = node.prevSibling) {
    if (node.name === "VariableName") found.push(textOf(context, node));
  }
  return found;
}

function* newFilters(context: Context, it: Expression, targets: readonly string[]): Iterable<[string, string]> {
  for (const target of targets) {
    yield [target, "truth"];
    yield [`${target} > 0`, "positive"];
    yield [`${target} % 2 == 0`, "even"];
    yield [`${target} % 2 == 1`, "odd"];
    yield [`${target} is not None`, "not none"];
    for (const { text, type } of readableNames(context, it)) {
      if (/^(number|unknown)$/.test(type.base)) yield [`${target} != ${text}`, "different"];
      if (/^(list|set|dict|string)$/.test(type.base)) {
        yield [`${target} not in ${text}`, "not in"];
        yield [`${target} in ${text}`, "in"];
      }
    }
  }
}
