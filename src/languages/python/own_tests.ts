/** Tests that a model wrote: assertions on one line, each a test of its own. */
import type { Language } from "../../core/index.ts";
import { escapeRegExp } from "../../lib/escape_reg_exp.ts";
import { parses } from "./syntax.ts";

export const ownTests: NonNullable<Language["ownTests"]> = {
  form: (entryPoint) => `assert ${entryPoint}(…) == …`,

  /** Every assertion of a text that calls the function, once. */
  read(text, entryPoint) {
    const calls = new RegExp(`^assert\\b.*\\b${escapeRegExp(entryPoint)}\\s*\\(`);
    const lines = text.split("\n").map((line) => line.trim());
    const assertions = lines.filter((line) => calls.test(line) && parses(`${line}\n`));
    return [...new Set(assertions)].map((line) => `def check(${entryPoint}):\n    ${line}\n\ncheck(${entryPoint})\n`);
  },
};
