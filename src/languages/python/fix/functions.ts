/** The functions of a file: found, taken out as a task's parts, and put back with another body. */
import type { SyntaxNode } from "@lezer/common";
import type { FunctionText } from "../../../core/index.ts";
import { parsePython } from "../syntax.ts";
import { mergedBody } from "./body_lines.ts";

/** All functions of a file, outer before inner. */
export function functionsOf(source: string): FunctionText[] {
  const found: FunctionText[] = [];
  const visit = (node: SyntaxNode, path: readonly string[], decorators = ""): void => {
    const name = node.getChild("VariableName");
    const here =
      /^(Function|Class)Definition$/.test(node.name) && name ? [...path, source.slice(name.from, name.to)] : path;
    if (node.name === "FunctionDefinition") {
      const text = functionText(node, source, here, roleOf(decorators));
      if (text !== undefined) found.push(text);
    }
    const own = node.name === "DecoratedStatement" ? node.getChildren("Decorator") : [];
    const above = own.map(({ from, to }) => source.slice(from, to)).join("\n");
    for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child, here, above);
  };
  visit(parsePython(source, Number.POSITIVE_INFINITY).topNode, []);
  return found;
}

function roleOf(decorators: string): FunctionText["role"] {
  if (/^@\s*([\w.]*\.)?overload\b/m.test(decorators)) return "overload";
  if (/^@\s*\w+\.setter\b/m.test(decorators)) return "setter";
  if (/^@\s*\w+\.deleter\b/m.test(decorators)) return "deleter";
  return /^@\s*([\w.]*\.)?(cached_)?property\b/m.test(decorators) ? "getter" : "";
}

/** The file with another body in the function; all that the new body has in common with the old stays as it is. */
export function withBody(source: string, { docstring, body: before, at }: FunctionText, body: string): string {
  const after = body.replace(/\s+$/, "");
  const simple = /^ {4}(\S[^\n;]*)$/.exec(after)?.[1];
  const [head, tail] = [source.slice(0, at.from), source.slice(at.to)];
  if (!at.ownLine && docstring === "" && simple !== undefined && !/:\s*(#.*)?$/.test(simple))
    return `${head} ${simple}${source.slice(at.from, at.to).endsWith("\n") ? "\n" : ""}${tail}`;
  const inside = linesInStrings(after);
  const placed = (line: string, row: number): string => (inside.has(row) ? line : indentedAs(at, line));
  if (!at.ownLine) return `${head}\n${after.split("\n").map(placed).join("\n")}\n${tail}`;
  const text = source.slice(at.from, at.to);
  const end = text.endsWith("\n") ? "\n" : "";
  const own = (end === "" ? text : text.slice(0, -1)).split("\n");
  const documented = docstring === "" ? 0 : docstring.split("\n").length - 1;
  const merged = mergedBody(own.slice(documented), before.replace(/\n$/, ""), after, placed);
  return head + [...own.slice(0, documented), ...merged].join("\n") + end + tail;
}

/**
 * The body of a function in a model's answer or an edited program, without its docstring; undefined where there is none.
 * @param header tells parts of a property apart, which have one name
 */
export function bodyIn(code: string, name: string, header = ""): string | undefined {
  const found = functionsOf(code).filter((it) => it.name === name && it.role !== "overload");
  return (found.find((it) => it.header === header) ?? found.at(-1))?.body;
}

function functionText(
  node: SyntaxNode,
  source: string,
  path: readonly string[],
  role: FunctionText["role"],
): FunctionText | undefined {
  const block = node.getChild("Body");
  const all = block === null ? [] : statementsIn(block);
  const [first, last] = [all[0], all.at(-1)];
  if (!block || first === undefined || last === undefined) return undefined;
  const start = source.lastIndexOf("\n", node.from - 1) + 1;
  const own = /^[ \t]*/.exec(source.slice(start))?.[0] ?? "";
  const ownLine = source.slice(block.from, first.from).includes("\n");
  const headerEnd = ownLine ? source.indexOf("\n", block.from) + 1 : block.from + 1;
  // Comments behind the last statement belong to nobody.
  const contentEnd = source.slice(node.from, last.to).trimEnd().length + node.from;
  const lineEnd = source.indexOf("\n", contentEnd);
  const to = lineEnd < 0 ? source.length : lineEnd + 1;
  const content = ownLine ? source.slice(headerEnd, to) : `    ${source.slice(first.from, to)}`;
  const second = all[1];
  const isDocumented =
    first.name === "ExpressionStatement" &&
    first.firstChild?.name === "String" &&
    (second === undefined || source.slice(first.to - 1, second.from).includes("\n"));
  const docEnd = isDocumented && ownLine ? source.indexOf("\n", first.to - 1) + 1 : headerEnd;
  const docLength = isDocumented && ownLine ? docEnd - headerEnd : 0;
  const indent = ownLine ? indentOf(source, first.from) : `${own}    `;
  const four = (text: string): string => byFour(text, indent);
  return {
    name: path.at(-1) ?? "",
    path: path.join("."),
    role,
    lines: [lineOf(source, node.from), lineOf(source, contentEnd)],
    header: `${source
      .slice(start, headerEnd)
      .trimEnd()
      .replaceAll(new RegExp(`^${own}`, "gm"), "")}\n`,
    docstring: four(content.slice(0, docLength)),
    body: four(content.slice(docLength)),
    at: { from: headerEnd, to, indent, ownLine },
  };
}

function indentOf(source: string, offset: number): string {
  return source.slice(source.lastIndexOf("\n", offset - 1) + 1, offset);
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}

/** Statements of a block; comments are none. */
function statementsIn(block: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let node = block.firstChild; node !== null; node = node.nextSibling)
    if (node.name !== ":" && node.name !== "Comment") found.push(node);
  return found;
}

/** A body's lines indented by four and, where its levels are tabs, by four more for each. */
function byFour(text: string, indent: string): string {
  const inside = linesInStrings(text);
  return text
    .split("\n")
    .map((line, at) => {
      if (inside.has(at)) return line;
      if (line.trim() === "") return "";
      const own = /^[ \t]*/.exec(line)?.[0] ?? "";
      const rest = own.startsWith(indent) ? own.slice(indent.length) : own.slice(Math.min(own.length, indent.length));
      return `    ${indent.includes("\t") ? rest.replaceAll("\t", "    ") : rest}${line.slice(own.length)}`;
    })
    .join("\n");
}

/** The reverse: a line that is indented by four, as the function's own lines are. */
function indentedAs({ indent }: FunctionText["at"], line: string): string {
  if (line.trim() === "") return "";
  const depth = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  const rest = line.slice(Math.min(4, depth), depth);
  return indent + (indent.includes("\t") ? rest.replace(/ {4}/g, "\t") : rest) + line.slice(depth);
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
