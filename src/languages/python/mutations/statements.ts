/** Statements: deleted, swapped with their neighbour, moved out of a block or into one, other jumps. */
import type { Edit } from "../search/edit.ts";
import type { Block, Statement } from "../search/program.ts";
import { childrenOf, isExpression } from "../search/syntax.ts";
import { type Context, edit, textOf } from "./context.ts";
import { blockLines, indented, insertAfter, linesOf } from "./lines.ts";

function neighbour({ block, index }: Statement, by: number): Statement | undefined {
  return block.statements[index + by];
}

function isDefinition({ kind }: Statement): boolean {
  return kind === "FunctionDefinition" || kind === "ClassDefinition" || kind === "ImportStatement";
}

/** The statement is gone; alone in its block it becomes `pass`. */
export function* deleted(context: Context): Iterable<Edit> {
  for (const statement of context.program.statements) {
    if (isDefinition(statement) || statement.kind === "PassStatement") continue;
    const { from, to } = statement.node;
    const lines = linesOf(context.program, statement);
    const isAlone = statement.block.statements.length === 1;
    const what = { operator: "delete_statement", kind: statement.kind } as const;
    if (lines === undefined || isAlone)
      yield edit(statement, what, [{ from, to: endOf(context, statement, to), insert: "pass" }]);
    else yield edit(statement, what, [{ from: lines.from, to: lines.to, insert: "" }]);
  }
}

function endOf(context: Context, { node }: Statement, to: number): number {
  return node.from + context.program.code.slice(node.from, to).trimEnd().length;
}

export function* swapped(context: Context): Iterable<Edit> {
  for (const statement of context.program.statements) {
    const next = neighbour(statement, 1);
    if (next === undefined || isDefinition(statement) || isDefinition(next)) continue;
    const [first, second] = [linesOf(context.program, statement), linesOf(context.program, next)];
    if (first === undefined || second === undefined || first.to > second.from) continue;
    yield edit(statement, { operator: "swap_statements", kind: `${statement.kind} ${next.kind}` }, [
      { from: first.from, to: first.to, insert: second.text },
      { from: second.from, to: second.to, insert: first.text },
    ]);
    const merged = mergedAssignment(context, statement, next);
    if (merged === undefined) continue;
    const change = { from: first.from, to: second.to, insert: `${first.indent}${merged}\n` };
    yield edit(statement, { operator: "swap_statements", kind: "merge" }, [change]);
  }
}

/** `a = b` and `b = a`, made one. */
function mergedAssignment(context: Context, ...pair: Statement[]): string | undefined {
  const sides = pair.map(({ kind, node }) => {
    const simple = kind === "AssignStatement" && childrenOf(node).length === 3;
    return simple ? [node.firstChild, node.lastChild].map((it) => (it === null ? "" : textOf(context, it))) : undefined;
  });
  const [first, second] = sides;
  if (first === undefined || second === undefined || first[0] === second[0]) return undefined;
  return `${first[0]}, ${second[0]} = ${first[1]}, ${second[1]}`;
}

/** Out: the last statement of a block goes behind it, the first before it. In: the neighbours go into the block. */
export function* moved(context: Context): Iterable<Edit> {
  for (const statement of context.program.statements) {
    if (isDefinition(statement)) continue;
    yield* movedOut(context, statement);
    yield* movedIn(context, statement);
  }
}

function* movedOut(context: Context, statement: Statement): Iterable<Edit> {
  const { owner, statements } = statement.block;
  if (owner === null || isDefinition(owner) || statements.length < 2) return;
  const lines = linesOf(context.program, statement);
  const around = linesOf(context.program, owner);
  if (lines === undefined || around === undefined) return;
  const gone = { from: lines.from, to: lines.to, insert: "" };
  const text = indented(lines, around.indent);
  const what = (kind: string) => ({ operator: "move_statement", kind: `${kind} ${statement.kind}` }) as const;
  if (statement.index === statements.length - 1) {
    if (lines.to === around.to) {
      yield edit(statement, what("out after"), [{ ...gone, insert: text }]);
    } else yield edit(statement, what("out after"), [gone, insertAfter(context.program, around.to, text)]);
  }
  if (statement.index === 0) {
    yield edit(statement, what("out before"), [{ from: around.from, to: around.from, insert: text }, gone]);
  }
}

function* movedIn(context: Context, statement: Statement): Iterable<Edit> {
  const lines = linesOf(context.program, statement);
  if (lines === undefined || statement.block.statements.length < 2) return;
  const gone = { from: lines.from, to: lines.to, insert: "" };
  const what = (kind: string) => ({ operator: "move_statement", kind: `${kind} ${statement.kind}` }) as const;
  for (const block of blocksOf(neighbour(statement, -1))) {
    const inner = blockLines(context.program, block);
    if (inner === undefined) continue;
    const text = indented(lines, inner.indent);
    if (inner.to === lines.from) yield edit(statement, what("in end"), [{ ...gone, insert: text }]);
    else yield edit(statement, what("in end"), [insertAfter(context.program, inner.to, text), gone]);
  }
  for (const block of blocksOf(neighbour(statement, 1))) {
    const inner = blockLines(context.program, block);
    if (inner === undefined) continue;
    const insert = indented(lines, inner.indent);
    yield edit(statement, what("in start"), [gone, { from: inner.from, to: inner.from, insert }]);
  }
}

function blocksOf(statement: Statement | undefined): readonly Block[] {
  return statement === undefined || isDefinition(statement) ? [] : statement.blocks;
}

const JUMPS: Readonly<Record<string, readonly string[]>> = {
  BreakStatement: ["continue", "pass", "return"],
  ContinueStatement: ["break", "pass", "return"],
  PassStatement: ["break", "continue", "return"],
};

/** `break` → `continue`, `if` → `while`, `elif` → `if`, `else` taken away from its branch. */
export function* otherJumps(context: Context): Iterable<Edit> {
  for (const statement of context.program.statements) {
    const { node, kind } = statement;
    for (const insert of JUMPS[kind] ?? []) {
      const change = { from: node.from, to: node.to, insert };
      yield edit(statement, { operator: "control", kind: `${kind} → ${insert}` }, [change]);
    }
    if (kind === "ReturnStatement" && statement.loops > 0) {
      const change = { from: node.from, to: node.to, insert: "break" };
      yield edit(statement, { operator: "control", kind: "return → break" }, [change]);
    }
    for (const word of childrenOf(node)) {
      const others = kind === "IfStatement" || kind === "WhileStatement" ? (KEYWORDS[word.name] ?? []) : [];
      for (const insert of others) {
        if (word.name === "if" && insert === "elif" && neighbour(statement, -1)?.kind !== "IfStatement") continue;
        const change = { from: word.from, to: word.to, insert };
        yield edit(statement, { operator: "control", kind: `${word.name} → ${insert}` }, [change]);
      }
    }
    yield* withoutElse(context, statement);
  }
}

const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  if: ["while", "elif"],
  while: ["if"],
  elif: ["if"],
};

/** The `else` branch follows its statement, whatever the condition. */
function* withoutElse(context: Context, statement: Statement): Iterable<Edit> {
  const word = childrenOf(statement.node).findLast((child) => child.name === "else");
  const body = statement.blocks.at(-1);
  const around = linesOf(context.program, statement);
  const inner = body === undefined ? undefined : blockLines(context.program, body);
  if (!word || inner === undefined || around === undefined || body === undefined) return;
  if (childrenOf(statement.node).some((it) => isExpression(it) && it.from > word.from)) return;
  const text = body.statements.map((it) => linesOf(context.program, it));
  if (text.some((lines) => lines === undefined)) return;
  const insert = text.map((lines) => (lines === undefined ? "" : indented(lines, around.indent))).join("");
  const from = context.program.code.lastIndexOf("\n", word.from) + 1;
  yield edit(statement, { operator: "control", kind: `${statement.kind} else follows` }, [
    { from, to: inner.to, insert },
  ]);
}
