/** What of a program decides its behaviour, line by line: what a comparison of two programs should look at. */
import { parsePython } from "./syntax.ts";

/** A stretch of the text that says nothing to the interpreter. */
type Span = readonly [from: number, to: number];

/**
 * The lines of a program without comments, docstrings, imports, blank lines and trailing spaces: an answer that leaves
 * the docstring out, or imports what is there anyway, has not changed the code. Text that does not parse is cut the
 * same way, as far as the parser sees it.
 */
export function essentialLines(code: string): string[] {
  const kept = withoutSpans(code, silentSpans(code));
  return kept
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
}

function silentSpans(code: string): Span[] {
  const spans: Span[] = [];
  parsePython(code).iterate({
    enter: ({ name, from, to, node }) => {
      const isDocstring =
        name === "ExpressionStatement" && node.firstChild?.name === "String" && node.firstChild.nextSibling === null;
      if (name !== "Comment" && name !== "ImportStatement" && !isDocstring) return true;
      spans.push([from, to]);
      return false;
    },
  });
  return spans;
}

function withoutSpans(code: string, spans: readonly Span[]): string {
  let kept = "";
  let at = 0;
  for (const [from, to] of spans) {
    kept += code.slice(at, from);
    at = to;
  }
  return kept + code.slice(at);
}
