/** The functions of a file: found, taken out as a task's parts, and put back with another body. */
import type { SyntaxNode } from "@lezer/common";
import { parsePython } from "../syntax.ts";

export interface FunctionText {
  readonly name: string;
  /** With the classes and functions around it: "Stack.push". */
  readonly path: string;
  /** First and last line, from 1. */
  readonly lines: readonly [number, number];
  /** Without its own indentation, up to the end of the line with the colon. */
  readonly header: string;
  /** As it stands in the body, quotes and all, with its line end; empty where there is none. */
  readonly docstring: string;
  /** The rest of the body, indented by four. */
  readonly body: string;
  /** Where the body stands in the file, and how its lines are indented there. */
  readonly at: { readonly from: number; readonly to: number; readonly indent: string; readonly ownLine: boolean };
}

/** All functions of a file, outer before inner. */
export function functionsOf(source: string): FunctionText[] {
  const found: FunctionText[] = [];
  const visit = (node: SyntaxNode, path: readonly string[]): void => {
    const name = node.getChild("VariableName");
    const here =
      /^(Function|Class)Definition$/.test(node.name) && name ? [...path, source.slice(name.from, name.to)] : path;
    if (node.name === "FunctionDefinition") {
      const text = functionText(node, source, here);
      if (text !== undefined) found.push(text);
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child, here);
  };
  visit(parsePython(source, Number.POSITIVE_INFINITY).topNode, []);
  return found;
}

/** The innermost function that holds a line. */
export function functionAt(functions: readonly FunctionText[], line: number): FunctionText | undefined {
  return functions.findLast(({ lines: [first, last] }) => first <= line && line <= last);
}

/** The file with another body in the function; header, decorators and docstring stay. */
export function withBody(source: string, { docstring, at }: FunctionText, body: string): string {
  const parts = [docstring, body].filter((part) => part.trim() !== "");
  const text = parts.map((part) => reindented(part.trimEnd(), at.indent)).join("\n");
  return `${source.slice(0, at.from)}${at.ownLine ? "" : "\n"}${text}\n${source.slice(at.to)}`;
}

/** The body of `name` in a model's answer or an edited program, without its docstring; undefined where there is none. */
export function bodyIn(code: string, name: string): string | undefined {
  return functionsOf(code).find((it) => it.name === name)?.body;
}

function functionText(node: SyntaxNode, source: string, path: readonly string[]): FunctionText | undefined {
  const block = node.getChild("Body");
  const first = block?.firstChild?.nextSibling ?? undefined;
  if (!block || first === undefined) return undefined;
  const start = source.lastIndexOf("\n", node.from - 1) + 1;
  const own = /^[ \t]*/.exec(source.slice(start))?.[0] ?? "";
  const ownLine = source.slice(block.from, first.from).includes("\n");
  const headerEnd = ownLine ? source.indexOf("\n", block.from) + 1 : block.from + 1;
  const contentEnd = source.slice(node.from, block.to).trimEnd().length + node.from;
  const lineEnd = source.indexOf("\n", contentEnd);
  const to = lineEnd < 0 ? source.length : lineEnd + 1;
  const content = ownLine ? source.slice(headerEnd, to) : `    ${source.slice(first.from, to)}`;
  const isDocumented = first.name === "ExpressionStatement" && first.firstChild?.name === "String";
  const docEnd = isDocumented && ownLine ? source.indexOf("\n", first.to - 1) + 1 : headerEnd;
  const docLength = isDocumented && ownLine ? docEnd - headerEnd : 0;
  const four = (text: string): string => reindented(text, "    ");
  return {
    name: path.at(-1) ?? "",
    path: path.join("."),
    lines: [lineOf(source, node.from), lineOf(source, contentEnd)],
    header: `${source
      .slice(start, headerEnd)
      .trimEnd()
      .replaceAll(new RegExp(`^${own}`, "gm"), "")}\n`,
    docstring: four(content.slice(0, docLength)),
    body: four(content.slice(docLength)),
    at: { from: headerEnd, to, indent: ownLine ? indentOf(source, first.from) : `${own}    `, ownLine },
  };
}

function indentOf(source: string, offset: number): string {
  return source.slice(source.lastIndexOf("\n", offset - 1) + 1, offset);
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}

/** Code moved to another indentation; lines that begin inside a string stay as they are. */
function reindented(text: string, indent: string): string {
  const inside = linesInStrings(text);
  const lines = text.split("\n");
  const first = lines.find((line, at) => !inside.has(at) && /^[ \t]*[^\s#]/.test(line)) ?? "";
  const by = depthOf(first);
  return lines
    .map((line, at) => {
      if (inside.has(at)) return line;
      return line.trim() === "" ? "" : indent + line.slice(Math.min(by, depthOf(line)));
    })
    .join("\n");
}

function depthOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}

/** From 0. */
function linesInStrings(text: string): Set<number> {
  const found = new Set<number>();
  const code = `if 1:\n${text}`;
  parsePython(code).iterate({
    enter: ({ name, from, to }) => {
      if (!/^(Format)?String$/.test(name) || !code.slice(from, to).includes("\n")) return;
      for (let line = lineOf(code, from); line < lineOf(code, to); line++) found.add(line - 1);
    },
  });
  return found;
}
