/** What is not there yet: guards, returns, a statement that the function has elsewhere. */
import type { Edit } from "../search/edit.ts";
import type { Statement } from "../search/program.ts";
import { childrenOf, isExpression } from "../search/syntax.ts";
import { typeOf } from "../search/types_of_values.ts";
import { type Context, edit, scopeOf, textOf } from "./context.ts";
import { blockLines, indented, insertAfter, linesOf } from "./lines.ts";

const EMPTY: Readonly<Record<string, readonly string[]>> = {
  number: ["0", "-1", "1", "None"],
  string: ['""', "None"],
  list: ["[]", "None"],
  tuple: ["()", "None"],
  set: ["set()", "[]"],
  dict: ["{}", "None"],
  bool: ["False", "True"],
  unknown: ["[]", "0", "None", '""', "False"],
};

/** The definition of the function that is repaired, where its body may be edited. */
function functionBodies(context: Context): Statement[][] {
  const bodies = new Map<Statement["scope"], Statement[]>();
  for (const statement of context.program.statements) {
    if (statement.scope === null || statement.block.owner?.kind !== "FunctionDefinition") continue;
    bodies.set(statement.scope, [...(bodies.get(statement.scope) ?? []), statement]);
  }
  return [...bodies.values()];
}

/** What the function returns elsewhere, and the kinds of it. */
function returned(context: Context, scope: Statement["scope"]) {
  const all = context.program.statements.filter((it) => it.kind === "ReturnStatement" && it.scope === scope);
  const nodes = all.flatMap(({ node }) => childrenOf(node).filter(isExpression).slice(0, 1));
  const types = scopeOf(context, all[0] ?? ({ scope } as Statement)).types;
  const bases = new Set(nodes.map((node) => typeOf(node, context.program.code, types).base));
  const annotation = scope?.getChildren("TypeDef").at(-1);
  if (annotation) {
    const text = textOf(context, annotation);
    if (/\b(list|List)\b/.test(text)) bases.add("list");
    else if (/\bstr\b/.test(text)) bases.add("string");
    else if (/\bbool\b/.test(text)) bases.add("bool");
    else if (/\b(int|float)\b/.test(text)) bases.add("number");
  }
  const texts = new Set(nodes.map((node) => textOf(context, node)).filter((text) => text.length < 12));
  if (bases.size > 1) bases.delete("unknown");
  return {
    texts,
    empty: [...new Set([...(bases.size > 0 ? bases : ["unknown"])].flatMap((base) => EMPTY[base] ?? []))],
  };
}

/** `if not values: return []` at the start of the function. */
export function* guards(context: Context): Iterable<Edit> {
  for (const [first] of functionBodies(context)) {
    const lines = first === undefined ? undefined : linesOf(context.program, first);
    if (first === undefined || lines === undefined) continue;
    const { empty } = returned(context, first.scope);
    for (const { text, type, isParameter } of scopeOf(context, first).names.values()) {
      if (!isParameter) continue;
      const tests =
        type.base === "number" ? [`${text} < 0`, `${text} == 0`, `${text} <= 1`, `${text} == 1`] : [`not ${text}`];
      for (const test of tests) {
        for (const value of new Set([...empty, text])) {
          const insert = `${lines.indent}if ${test}:\n${lines.indent}    return ${value}\n`;
          const kind = `${test.replace(text, "x")} ${value === text ? "itself" : "empty"}`;
          yield edit(first, { operator: "guard", kind }, [{ from: lines.from, to: lines.from, insert }]);
        }
      }
    }
  }
}

/** A `return` at the end that is missing, before an expression that is thrown away, or of something else. */
export function* returns(context: Context): Iterable<Edit> {
  for (const statement of context.program.statements) {
    const { node, kind } = statement;
    if (kind === "ExpressionStatement" && statement.scope !== null) {
      const change = { from: node.from, to: node.from, insert: "return " };
      yield edit(statement, { operator: "return", kind: "before expression" }, [change]);
    }
    if (kind !== "ReturnStatement") continue;
    const { texts, empty } = returned(context, statement.scope);
    const value = { from: node.from + "return".length, to: node.to };
    for (const text of new Set([...texts, ...empty])) {
      if (textOf(context, value).trim() === text) continue;
      const what = { operator: "return", kind: texts.has(text) ? "of the function" : "empty" } as const;
      yield edit(statement, what, [{ ...value, insert: ` ${text}` }]);
    }
  }
  for (const body of functionBodies(context)) yield* finalReturns(context, body.at(-1));
}

function* finalReturns(context: Context, last: Statement | undefined): Iterable<Edit> {
  const lines = last === undefined ? undefined : linesOf(context.program, last);
  if (last === undefined || lines === undefined || last.kind === "ReturnStatement") return;
  const { texts, empty } = returned(context, last.scope);
  const names = [...scopeOf(context, last).names.values()].filter((name) => !name.isLoopVariable);
  for (const [text, kind] of [
    ...names.map(({ text }) => [text, "final name"] as const),
    ...[...texts].map((text) => [text, "final of the function"] as const),
    ...empty.map((text) => [text, "final empty"] as const),
  ]) {
    const change = insertAfter(context.program, lines.to, `${lines.indent}return ${text}\n`);
    yield edit(last, { operator: "return", kind }, [change]);
  }
}

const COPIED: ReadonlySet<string> = new Set([
  "AssignStatement",
  "UpdateStatement",
  "ExpressionStatement",
  "BreakStatement",
  "ContinueStatement",
]);

/** A statement of the function, or a plain step, at the start or end of another block. */
export function* copies(context: Context): Iterable<Edit> {
  const owners = context.program.statements.filter((it) => it.blocks.length > 0 && it.kind !== "FunctionDefinition");
  for (const owner of owners) {
    for (const block of owner.blocks) {
      const inner = blockLines(context.program, block);
      const first = block.statements[0];
      if (inner === undefined || first === undefined) continue;
      for (const [text, kind] of newStatements(context, first)) {
        const insert = indented({ from: 0, to: 0, indent: "", text: `${text}\n` }, inner.indent);
        yield edit(first, { operator: "copy_statement", kind: `${kind} start` }, [
          { from: inner.from, to: inner.from, insert },
        ]);
        yield edit(first, { operator: "copy_statement", kind: `${kind} end` }, [
          insertAfter(context.program, inner.to, insert),
        ]);
      }
    }
  }
}

function newStatements(context: Context, at: Statement): Map<string, string> {
  const found = new Map<string, string>();
  for (const { kind, scope, node } of context.program.statements) {
    const text = textOf(context, node).trim();
    if (COPIED.has(kind) && scope === at.scope && !text.includes("\n")) found.set(text, kind);
  }
  if (at.loops > 0) for (const jump of ["break", "continue"]) found.set(jump, "jump");
  const names = [...scopeOf(context, at).names.values()];
  for (const { text, type, isLoopVariable, isParameter } of names) {
    if (type.base === "number" && !isLoopVariable) {
      for (const by of ["+= 1", "-= 1"]) found.set(`${text} ${by}`, isParameter ? "step of parameter" : "step");
    }
    const add = type.base === "list" ? "append" : type.base === "set" ? "add" : undefined;
    if (add === undefined || isLoopVariable) continue;
    for (const item of names) if (item.isLoopVariable) found.set(`${text}.${add}(${item.text})`, "collect");
  }
  return found;
}
