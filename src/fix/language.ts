/** The language of the file that is repaired. */
import type { FixSupport, Language } from "../core/index.ts";
import { languages } from "../languages/index.ts";
import { usageError } from "../lib/errors.ts";

/** A language whose files can be repaired. */
export type FixLanguage = Language & { readonly fix: FixSupport };

/**
 * By the ending of the file's name; where the tests are to find the file, the first of the table.
 *
 * @throws UserError (exit code 2) for a file of any other language
 */
export function fixLanguageOf(file: string | undefined): FixLanguage {
  const all = languages().filter((it): it is FixLanguage => it.fix !== undefined);
  const found = all.find(({ fix }) => file === undefined || file.endsWith(fix.ending));
  if (found !== undefined) return found;
  const known = all.map(({ name, fix }) => `${name} (*${fix.ending})`);
  throw usageError(`${file} is in no language that fix can repair`, `there is: ${known.join(", ")}`);
}
