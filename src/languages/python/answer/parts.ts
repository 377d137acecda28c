/** A text's lines in parts: statements, comments, lines of prose. */
import type { Stretch } from "../../../core/index.ts";
import { depthOf } from "../../../lib/indentation.ts";

export type Lines = readonly string[];

/** Lines from..to, with the blank lines behind them. */
interface Part<Kind = Stretch["kind"]> {
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  readonly depth: number;
}

/** @param reads whether lines from..to read as code */
export function partsOf(lines: Lines, reads: (from: number, to: number) => boolean): Part[] {
  const parts: Part<Stretch["kind"] | "comment">[] = [];
  for (let at = 0; at < lines.length; ) {
    const from = at === 0 ? endOfLines(lines, 0, isBlank) : at;
    if (from === lines.length) break;
    const { to, kind } = partAt(lines, from, reads);
    const end = endOfLines(lines, to, isBlank);
    parts.push({ from: at, to: end, kind, depth: depthOf(lines[from] ?? "") });
    at = end;
  }
  return joined(withComments(parts, lines));
}

type Reads = Parameters<typeof partsOf>[1];

function partAt(lines: Lines, from: number, reads: Reads): { to: number; kind: Stretch["kind"] | "comment" } {
  const head = lines[from] ?? "";
  if (isComment(head)) return { to: endOfLines(lines, from, isComment), kind: "comment" };
  const to = endOfStatement(lines, from);
  if (reads(from, to)) return { to, kind: "code" };
  const longer = endOfString(lines, from, to);
  if (longer !== undefined && reads(from, longer)) return { to: longer, kind: "code" };
  return BEGINS_AS_CODE.test(head) ? { to, kind: "broken" } : { to: from + 1, kind: "prose" };
}

const BEGINS_AS_CODE = new RegExp(
  `^\\s*(?:${[
    "@\\w|(?:async\\s+)?def\\s|class\\s+\\w+\\s*[(:]",
    "(?:if|for|while|with|try|elif|else|except|finally|match)\\b.*:\\s*(?:#.*)?$",
    "(?:return|raise|assert|print|del)\\b(?!(?:\\s+[\\w'’]+,?){3})",
    "(?:import|from)\\s+[\\w.]+(?:\\s+import\\b|\\s+as\\b|,|$)",
    "[\\w.]+\\(|[\\w.,[\\]'\" ]+\\s[-+*/%|&^]?=\\s",
  ].join("|")})`,
);
const GOES_ON = /^\s*((else|finally)\s*:|(elif|except)\b.*:|[)\]}])/;

/** With all that is indented deeper, and the branches of the same statement; a decorator with what it decorates. */
function endOfStatement(lines: Lines, from: number): number {
  const depth = depthOf(lines[from] ?? "");
  let [to, decorator] = [from + 1, isDecorator(lines[from] ?? "")];
  for (let at = to; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (isBlank(line)) continue;
    const beside = depthOf(line) === depth;
    if (depthOf(line) < depth || (beside && !decorator && !GOES_ON.test(line))) break;
    if (beside) decorator = isDecorator(line);
    to = at + 1;
  }
  return to;
}

function isDecorator(line: string): boolean {
  return line.trimStart().startsWith("@");
}

/** The end of a statement whose docstring has lines at the margin. */
function endOfString(lines: Lines, from: number, to: number): number | undefined {
  const text = lines.slice(from, to).join("\n");
  const mark = [`"""`, `'''`].find((it) => text.split(it).length % 2 === 0);
  const closing = mark === undefined ? -1 : lines.findIndex((line, at) => at >= to && line.includes(mark));
  const margin = `${" ".repeat(depthOf(lines[from] ?? ""))}pass`;
  return closing < 0 ? undefined : closing + endOfStatement([margin, ...lines.slice(closing + 1)], 0);
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith("#");
}

function isBlank(line: string): boolean {
  return line.trim() === "";
}

function endOfLines(lines: Lines, from: number, belongs: (line: string) => boolean): number {
  let at = from;
  while (at < lines.length && belongs(lines[at] ?? "")) at++;
  return at;
}

/** Comments between parts of a kind are of that kind, and those right above one are part of it; others are headings. */
function withComments(parts: readonly Part<Stretch["kind"] | "comment">[], lines: Lines): Part[] {
  const all: Part[] = [];
  let waiting: Omit<Part, "kind">[] = [];
  for (const { kind, ...part } of parts) {
    if (kind === "comment") waiting.push(part);
    else {
      const isBetween = all.at(-1)?.kind === kind;
      for (const comment of waiting) {
        const isAbove = comment.to === part.from && !isBlank(lines[comment.to - 1] ?? "");
        all.push({ ...comment, kind: isBetween || isAbove ? kind : "prose", depth: part.depth });
      }
      all.push({ ...part, kind });
      waiting = [];
    }
  }
  return [...all, ...waiting.map((it): Part => ({ ...it, kind: "prose" }))];
}

/** Neighbours of a kind are one; of code, those of one depth. */
function joined(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last?.kind === part.kind && (part.kind !== "code" || last.depth === part.depth))
      all.splice(-1, 1, { ...last, to: part.to });
    else all.push(part);
  }
  return all;
}
