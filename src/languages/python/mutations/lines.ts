/** Statements as whole lines: where they start and end, moved and indented anew. */
import type { Change } from "../../../core/index.ts";
import type { Block, Program, Statement } from "../search/program.ts";

export interface Lines {
  readonly from: number;
  /** Past the last line's end. */
  readonly to: number;
  readonly indent: string;
  /** With a line end, whatever the text has. */
  readonly text: string;
}

/** The lines of a statement; undefined where it shares one with something else. */
export function linesOf(program: Program, { node }: Statement): Lines | undefined {
  const { code } = program;
  const from = code.lastIndexOf("\n", node.from - 1) + 1;
  const indent = code.slice(from, node.from);
  if (!/^[ \t]*$/.test(indent)) return undefined;
  const last = code.slice(node.from, node.to).trimEnd().length + node.from;
  const lineEnd = code.indexOf("\n", last);
  const to = lineEnd < 0 ? code.length : lineEnd + 1;
  if (!/^\s*(#.*)?$/.test(code.slice(last, to))) return undefined;
  return { from, to, indent, text: `${code.slice(from, to).trimEnd()}\n` };
}

/** Lines with another indentation; what is deeper stays as much deeper. */
export function indented(lines: Lines, indent: string): string {
  const all = lines.text.split("\n");
  return all
    .map((line) => (line.startsWith(lines.indent) ? indent + line.slice(lines.indent.length) : line))
    .join("\n");
}

/** A change that puts `text` after a line that may lack its line end. */
export function insertAfter(program: Program, at: number, text: string): Change {
  const needsEnd = at > 0 && program.code[at - 1] !== "\n";
  return { from: at, to: at, insert: needsEnd ? `\n${text.trimEnd()}` : text };
}

/** Where a block's own lines begin and end, and their indentation; undefined for a block on its head's line. */
export function blockLines(program: Program, block: Block): { from: number; to: number; indent: string } | undefined {
  const first = block.statements[0];
  const last = block.statements.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const [start, end] = [linesOf(program, first), linesOf(program, last)];
  return start === undefined || end === undefined ? undefined : { from: start.from, to: end.to, indent: start.indent };
}
