/** A new body in place of an old one, line by line: what the repair has not touched stays as it is, byte for byte. */
import { diffArrays } from "diff";
import { parsePython } from "../syntax.ts";

interface Line {
  /** As it stands in the file, or is to stand there. */
  readonly text: string;
  /** What Python reads of it; empty for comments and blank lines. */
  readonly code: string;
}

/**
 * @param own the lines of the body as they stand in the file
 * @param before the same lines, indented by four
 * @param after the new body, indented by four
 * @param placed an own line's indentation for a line that is indented by four
 */
export function mergedBody(
  own: readonly string[],
  before: string,
  after: string,
  placed: (line: string, at: number) => string,
): string[] {
  const old = codeOf(before).map((code, at): Line => ({ text: own[at] ?? "", code }));
  const next = after.split("\n").map((text, at) => placed(text, at));
  const fresh = codeOf(after).map((code, at): Line => ({ text: next[at] ?? "", code }));
  const olds = old.filter(({ code }) => code !== "");
  const news = fresh.filter(({ code }) => code !== "");
  const hunks = diffArrays(olds, news, { comparator: (a, b) => a.code === b.code });
  const lines: string[] = [];
  let at = 0;
  /** Comments and blank lines above a line of code stay with it. */
  const above = (line: Line): void => {
    for (; at < old.length && old[at] !== line; at++) lines.push(old[at]?.text ?? "");
    at++;
  };
  let gone: Line[] = [];
  const drop = (): void => {
    for (const line of gone) above(line);
    gone = [];
  };
  for (const { value, added, removed } of hunks) {
    if (removed) gone = [...value];
    else if (added) {
      for (const line of value) {
        const replaced = gone.shift();
        const before = lines.length;
        if (replaced !== undefined) above(replaced);
        if (lines.length === before) lines.push(...commentsAbove(fresh, line));
        lines.push(line.text);
      }
      drop();
    } else {
      drop();
      // The comparator's own side of equal lines is not told: they are counted off.
      for (const _ of value) {
        const line = old.slice(at).find(({ code }) => code !== "");
        if (line === undefined) break;
        above(line);
        lines.push(line.text);
      }
    }
  }
  drop();
  return [...lines, ...old.slice(at).map(({ text }) => text)];
}

function commentsAbove(lines: readonly Line[], line: Line): string[] {
  const at = lines.indexOf(line);
  let from = at;
  while (from > 0 && lines[from - 1]?.code === "" && lines[from - 1]?.text.trim() !== "") from--;
  return lines.slice(from, at).map(({ text }) => text);
}

/** Each line without its comment and the blanks at its end; lines inside strings as they are. */
function codeOf(body: string): string[] {
  const code = `if 1:\n${body}`;
  let bare = code;
  const comments: [number, number][] = [];
  parsePython(code, Number.POSITIVE_INFINITY).iterate({
    enter: ({ name, from, to }) => {
      if (name === "Comment") comments.push([from, to]);
    },
  });
  for (const [from, to] of comments.reverse()) bare = bare.slice(0, from) + bare.slice(to);
  return bare
    .split("\n")
    .slice(1)
    .map((line) => line.trimEnd());
}
