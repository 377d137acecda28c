/** Tests that a model wrote: assertions on one line, each a test of its own. */
import { escapeRegExp } from "../../lib/escape_reg_exp.ts";
import { parses } from "./syntax.ts";

/** Every assertion of a text that calls the function, once; as the judge takes tests. */
export function ownTests(text: string, entryPoint: string): string[] {
  const calls = new RegExp(`^assert\\b.*\\b${escapeRegExp(entryPoint)}\\s*\\(`);
  const lines = text.split("\n").map((line) => line.trim());
  const assertions = lines.filter((line) => calls.test(line) && parses(`${line}\n`));
  return [...new Set(assertions)].map((line) => `def check(${entryPoint}):\n    ${line}\n\ncheck(${entryPoint})\n`);
}
