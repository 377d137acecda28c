/** Where in a text the code is, by its lines. */
import type { Stretch } from "../../../core/index.ts";
import { withoutCommonIndentation as common, depthOf } from "../../../lib/indentation.ts";
import { firstLineMended } from "./body.ts";
import { type Lines, partsOf } from "./parts.ts";
import { readsAsCode, tells } from "./reads_as_code.ts";

/** Characters that are parsed in search of where code begins and ends; what comes later is prose. */
const MOST_PARSED = 1 << 20;

/**
 * Tells code from prose. A statement with all that is indented under it is one or the other; neighbours of a kind are
 * one stretch. A statement that does not parse is `broken` if it begins as code does.
 */
export function stretches(text: string): Stretch[] {
  if (isCode(text)) return [{ from: 0, to: text.length, kind: "code" }];
  const lines = text.split("\n");
  const offsets = [0];
  for (const line of lines) offsets.push((offsets.at(-1) ?? 0) + line.length + 1);
  const offset = (line: number): number => Math.min(offsets[line] ?? 0, text.length);
  let budget = MOST_PARSED;
  const reads = (from: number, to: number): boolean => {
    budget -= offset(to) - offset(from);
    return budget > 0 && isCode(lines.slice(from, to).join("\n"));
  };
  return partsOf(lines, reads).map(({ from, to, kind }) => {
    const stretch = { from: offset(from), to: offset(to) };
    const isSmallTalk = kind === "code" && !tells(common(text.slice(stretch.from, stretch.to)));
    return { ...stretch, kind: isSmallTalk && !isIndented(lines, from) ? "prose" : kind };
  });
}

function isCode(text: string): boolean {
  return readsAsCode(common(text)) || readsAsCode(common(firstLineMended(text)));
}

/** A paragraph that is indented as Markdown indents code. */
function isIndented(lines: Lines, at: number): boolean {
  return depthOf(lines[at] ?? "") >= 4 && (lines[at - 1] ?? "").trim() === "";
}
