/** The languages that are there. */
import type { Harness, Language } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { python } from "./python/index.ts";

export { isLabel, isOtherLabel, isOwnLabel } from "./labels.ts";

const TABLE = new Map<string, Language>([[python.id, python]]);

/** What a task is written in that does not say; solution files do not. */
export const DEFAULT_LANGUAGE: Language = python;

/** In the order of the table. */
export function languages(): Language[] {
  return [...TABLE.values()];
}

/** Undefined for a language that is not there. */
export function findLanguage(id: string): Language | undefined {
  return TABLE.get(id);
}

/**
 * The language of a task, or of whatever else names one.
 *
 * @throws UserError for a language that is not there
 */
export function languageOf({ language = DEFAULT_LANGUAGE.id }: { readonly language?: string }): Language {
  const found = TABLE.get(language);
  if (found !== undefined) return found;
  throw new UserError(`${language} is no language that can be run here`, {
    hint: `there is: ${[...TABLE.keys()].join(", ")}`,
  });
}

/**
 * Adds a language to the table of this process; docs/extending.md says what one is made of.
 *
 * @returns what takes it out again
 */
export function registerLanguage(language: Language): () => void {
  if (TABLE.has(language.id)) throw new Error(`there is a language ${language.id} already`);
  TABLE.set(language.id, language);
  return () => void TABLE.delete(language.id);
}

/**
 * The half of the sandbox's harness that knows a language. There is one: `check` and `stdio` jobs name no language, and
 * what other languages run are executables.
 */
export function harnessOf(all: readonly Language[] = languages()): Harness {
  const found = all.find(({ harness }) => harness !== undefined)?.harness;
  if (found === undefined) throw new Error("no language has a harness");
  return found;
}
