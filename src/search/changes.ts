/** Changes of a text, made. */
import type { Change } from "../core/index.ts";

/** The program after the edit. */
export function applyChanges(code: string, changes: readonly Change[]): string {
  let text = "";
  let at = 0;
  for (const { from, to, insert } of [...changes].sort((a, b) => a.from - b.from || a.to - b.to)) {
    text += code.slice(at, from) + insert;
    at = to;
  }
  return text + code.slice(at);
}

/** True when both sets of changes can be made to one text. */
export function areApart(first: readonly Change[], second: readonly Change[]): boolean {
  return first.every((a) => second.every((b) => a.to < b.from || b.to < a.from));
}
