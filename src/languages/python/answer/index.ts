/** What finding the program in an answer needs to know of Python. */
import type { Syntax } from "../../../core/index.ts";
import { escapeRegExp } from "../../../lib/escape_reg_exp.ts";
import { statements } from "../names.ts";
import { parses } from "../syntax.ts";
import { underDeclaration } from "./body.ts";
import { complete } from "./completion.ts";
import { stretches } from "./stretches.ts";

export const syntax: Syntax = {
  labels: /^i?python[\w.+-]*$|^py(py|con|w)?[\d.]*$|^[cm]\w*python[\d.]*$|\.pyi?$/,
  stretches,
  underDeclaration,
  // One that feeds itself is a test of a program.
  readsInput: (code) => /\binput\s*\(|\bstdin\b|\bopen\(\s*0|\bos\.read\(\s*0/.test(code) && !/\bStringIO\b/.test(code),
  complete,
};

/** True when the outermost level defines the name, or assigns to it; of code that does not parse, by the text. */
export function defines(code: string, name: string): boolean {
  if (statements(code).some(({ kind, names }) => kind !== "ImportStatement" && names.includes(name))) return true;
  return !parses(code) && new RegExp(`^(async\\s+)?def\\s+${escapeRegExp(name)}(?!\\w)`, "m").test(code);
}
