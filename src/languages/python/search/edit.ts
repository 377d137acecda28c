/** What an edit is: a few replaced stretches of text, and what they are about. */
import type { Place } from "./program.ts";

/** Replaces the text in [from, to); offsets count UTF-16 units of the program's text. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The kinds of small edits that are tried. */
export const FAMILIES = [
  "compare",
  "arithmetic",
  "boolean",
  "augmented",
  "number",
  "literal",
  "string",
  "name",
  "target",
  "function_twin",
  "method_twin",
  "keep_operand",
  "swap_operands",
  "regroup",
  "unwrap",
  "wrap",
  "drop_argument",
  "swap_arguments",
  "add_argument",
  "negate",
  "strengthen",
  "drop_condition",
  "index",
  "slice",
  "offset",
  "delete_statement",
  "swap_statements",
  "move_statement",
  "control",
  "guard",
  "return",
  "filter",
  "copy_statement",
  "everywhere",
] as const;
export type Family = (typeof FAMILIES)[number];

export interface Edit {
  readonly family: Family;
  /** Which member of the family, without the program's own names: "< → <=", "wrap abs". */
  readonly kind: string;
  /** In the order of the text; they do not overlap. */
  readonly changes: readonly Change[];
  readonly place: Place;
  /** What else is known of it that makes it more or less likely. */
  readonly traits: readonly string[];
}

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
