/** What stands around a function in a declaration. */
import { escapeRegExp } from "../../lib/escape_reg_exp.ts";

/** Source of a regular expression: the line that begins the definition of a function. */
export function definitionLine(name: string): string {
  return `^[ \\t]*(async[ \\t]+)?def[ \\t]+${escapeRegExp(name)}(?!\\w)`;
}

/**
 * What the tests may call besides the entry point: the imports and functions before its `def`. Where the declaration
 * does not define the entry point (the whole function is in the solution), all of it.
 */
export function helpersOf(declaration: string, entryPoint: string): string {
  const lines = declaration.split("\n");
  const definition = new RegExp(`^(async\\s+)?def\\s+${escapeRegExp(entryPoint)}\\s*\\(`);
  let end = lines.findLastIndex((line) => definition.test(line));
  if (end === -1) return declaration;
  while (end > 0 && lines[end - 1]?.startsWith("@")) end--;
  return lines.slice(0, end).join("\n");
}
