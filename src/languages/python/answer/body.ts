/** A function's body without its head. */
import type { Target } from "../../../core/index.ts";
import { withoutCommonIndentation as common, depths, least } from "../../../lib/indentation.ts";
import { topLevelNames } from "../names.ts";
import { returnsOutsideFunction } from "../syntax.ts";

/**
 * The function that a body makes under the declaration. A body returns outside any function or starts indented, and
 * defines no entry point.
 */
export function underDeclaration(code: string, { declaration, entry_point }: Target): string | undefined {
  if (entry_point === "" || declaration === "" || topLevelNames(common(code)).has(entry_point)) return undefined;
  const indented = /^[ \t]+\S/.test(code.replace(/^\s*\n/, ""));
  const body = common(firstLineMended(code)).trimEnd();
  if (!indented && !returnsOutsideFunction(body)) return undefined;
  const lines = body.split("\n").map((line) => (line.trim() === "" ? "" : `    ${line}`));
  return `${declaration.trimEnd()}\n${lines.join("\n")}\n`;
}

/** Chat templates strip the first line's indentation from a body: put it back where the lines below betray it. */
export function firstLineMended(code: string): string {
  const [first = "", ...rest] = code.replace(/^\s*\n/, "").split("\n");
  const below = depths(rest);
  const depth = below.length === 0 ? 0 : least(below);
  const opensBlock = first.trimEnd().endsWith(":") && below[0] === depth;
  return /^\s/.test(first) || depth === 0 || opensBlock ? code : [" ".repeat(depth) + first, ...rest].join("\n");
}
