/** A program as the mutation operators see it: its statements, blocks and expressions, and what each is there for. */
import type { SyntaxNode } from "@lezer/common";
import type { Region } from "../../../core/index.ts";
import { parsePython } from "../syntax.ts";
import { childRoles, type Role } from "./roles.ts";
import { childrenOf, isExpression } from "./syntax.ts";

export interface Block {
  /** The statement that it belongs to; null for the program's outermost level. */
  readonly owner: Statement | null;
  readonly statements: Statement[];
}

export interface Statement {
  readonly node: SyntaxNode;
  /** The grammar's name: "IfStatement", "ReturnStatement", … */
  readonly kind: string;
  readonly block: Block;
  readonly index: number;
  /** Number of loops around it, inside its function. */
  readonly loops: number;
  /** The innermost function around it. */
  readonly scope: SyntaxNode | null;
  /** Its bodies, in order: a function's one, an `if`'s branches. */
  readonly blocks: Block[];
  /** First and last line, from 1. */
  readonly lines: readonly [number, number];
}

export interface Expression {
  readonly node: SyntaxNode;
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly role: Role;
  readonly statement: Statement;
  readonly parent: Expression | null;
  /** Names that comprehensions and lambdas around it bind. */
  readonly bound: readonly string[];
}

/** What an edit is about. */
export interface Place {
  readonly statement: Statement;
  readonly role: Role | "statement";
}

export interface Program {
  readonly code: string;
  /** Statements that may be edited, outermost first, in the order of the text. */
  readonly statements: readonly Statement[];
  /** Expressions that may be edited, outer before inner. */
  readonly expressions: readonly Expression[];
  /** Every function definition of the text. */
  readonly functions: readonly SyntaxNode[];
}

/** Reads a program that parses; what lies outside `region` is seen and never edited. */
export function readProgram(code: string, region: Region = { from: 0, to: code.length }): Program {
  const reader = new Reader(code, region);
  reader.block(parsePython(code).topNode, { owner: null, statements: [] }, { loops: 0, scope: null });
  return { code, statements: reader.statements, expressions: reader.expressions, functions: reader.functions };
}

interface Around {
  readonly loops: number;
  readonly scope: SyntaxNode | null;
}

const NO_STATEMENT: ReadonlySet<string> = new Set([":", ";", "Comment", "⚠"]);

/** One walk over the tree; holds nothing but what it found. */
class Reader {
  readonly statements: Statement[] = [];
  readonly expressions: Expression[] = [];
  readonly functions: SyntaxNode[] = [];
  private readonly code: string;
  private readonly region: Region;
  private readonly lineStarts: number[];

  constructor(code: string, region: Region) {
    this.code = code;
    this.region = region;
    this.lineStarts = [0, ...[...code.matchAll(/\n/g)].map((match) => match.index + 1)];
  }

  block(node: SyntaxNode, block: Block, around: Around): Block {
    for (const child of childrenOf(node)) {
      if (NO_STATEMENT.has(child.name)) continue;
      if (child.name === "StatementGroup") this.block(child, block, around);
      else this.statement(child, block, around);
    }
    return block;
  }

  private statement(node: SyntaxNode, block: Block, around: Around): void {
    const last = this.code.slice(node.from, node.to).trimEnd().length + node.from;
    const statement: Statement = {
      ...{ node, kind: node.name, block, index: block.statements.length, blocks: [], ...around },
      lines: [this.lineOf(node.from), this.lineOf(last)],
    };
    block.statements.push(statement);
    if (this.isDocstring(statement)) return;
    if (node.from >= this.region.from && node.to <= this.region.to) this.statements.push(statement);
    this.parts(node, statement, around);
  }

  private parts(node: SyntaxNode, statement: Statement, around: Around): void {
    if (node.name === "FunctionDefinition") this.functions.push(node);
    const isLoop = node.name === "ForStatement" || node.name === "WhileStatement";
    const inside: Around =
      node.name === "FunctionDefinition"
        ? { loops: 0, scope: node }
        : { loops: around.loops + Number(isLoop), scope: around.scope };
    const roles = childRoles(node, this.code);
    for (const [index, child] of childrenOf(node).entries()) {
      const role = roles[index];
      if (child.name === "Body" || child.name === "MatchBody") {
        statement.blocks.push(this.block(child, { owner: statement, statements: [] }, inside));
      } else if (/(Definition|Statement|Clause)$/.test(child.name)) this.parts(child, statement, around);
      else if (role !== undefined) this.expression(child, role, statement, null, []);
    }
  }

  private expression(
    node: SyntaxNode,
    role: Role,
    statement: Statement,
    parent: Expression | null,
    bound: readonly string[],
  ): void {
    const { from, to, name: kind } = node;
    const text = this.code.slice(from, to);
    const expression = { node, kind, from, to, text, role, statement, parent, bound };
    if (isExpression(node) && from >= this.region.from && to <= this.region.to) this.expressions.push(expression);
    const inner = [...bound, ...this.namesBoundBy(node)];
    const roles = childRoles(node, this.code, role);
    for (const [index, child] of childrenOf(node).entries()) {
      const childRole = roles[index];
      const next = isExpression(node) ? expression : parent;
      if (childRole !== undefined) this.expression(child, childRole, statement, next, inner);
    }
  }

  private namesBoundBy(node: SyntaxNode): string[] {
    const roles = childRoles(node, this.code);
    const binds = node.name === "ArgList" || /Comprehension/.test(node.name);
    const targets = childrenOf(node).filter((_, index) => binds && roles[index] === "target");
    const parameters =
      node.name === "LambdaExpression" ? (node.getChild("ParamList")?.getChildren("VariableName") ?? []) : [];
    return [...targets, ...parameters].flatMap((it) => this.code.slice(it.from, it.to).match(/\w+/g) ?? []);
  }

  private isDocstring({ node, index, block }: Statement): boolean {
    const isFirst = index === 0 && (block.owner === null || block.owner.kind === "FunctionDefinition");
    return isFirst && node.name === "ExpressionStatement" && node.firstChild?.name === "String";
  }

  private lineOf(offset: number): number {
    let [low, high] = [0, this.lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
