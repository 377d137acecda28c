/** Rows in the schema of HumanEvalPack (https://huggingface.co/datasets/bigcode/humanevalpack) → tasks. */
import { z } from "zod";
import type { Task } from "../core/index.ts";
import { DEFAULT_LANGUAGE, findLanguage, languages } from "../languages/index.ts";
import { PARTS } from "../languages/parts.ts";
import { UserError } from "../lib/errors.ts";
import type { RawRow } from "../lib/jsonl.ts";

const text = z.string();
const filled = z.string().min(1, "must not be empty");
/** Columns of a Parquet file may be null where the row says nothing. */
const optional = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

const rowSchema = z.object({
  task_id: filled,
  /** Not in HumanEvalPack: for data sets whose ids do not name the language. */
  language: filled.refine(isLanguage, "names a language that is not known").nullish(),
  prompt: text,
  declaration: text,
  docstring: text,
  buggy_solution: filled,
  canonical_solution: optional,
  test: filled,
  entry_point: filled,
  bug_type: optional,
  failure_symptoms: optional,
  example_test: optional,
});

/** The columns that a task is made of; the last ones are those of data sets that only one language has. */
export const COLUMNS: readonly string[] = [
  ...Object.keys(rowSchema.shape),
  ...["text", "code", "test_list", "test_imports", "test_setup_code"],
];

/**
 * Checks one row and makes a task of it; fields that are not in the schema are ignored.
 *
 * @param otherwise the language of a row that says none
 * @throws UserError naming file, line or row, and the first field that is wrong
 */
export function toTask({ where, value: given }: RawRow, otherwise?: string): Task {
  const value = languages().reduce((row: unknown, { foreignRow }) => foreignRow?.(row) ?? row, given);
  const parsed = rowSchema.safeParse(value);
  if (!parsed.success) throw rowError(where, value, parsed.error);
  const { test, language: stated, ...row } = parsed.data;
  const language = stated ?? named(row.task_id, otherwise, where);
  const helpers = findLanguage(language)?.helpersOf(row.declaration, row.entry_point) ?? "";
  return { ...row, language, check: { kind: "unit_tests", tests: test, helpers } };
}

function rowError(where: string, value: unknown, error: z.ZodError): UserError {
  const issue = error.issues[0];
  const field = issue?.path[0];
  if (field === undefined) return new UserError(`${where}: a row must be an object with named fields`);
  const given = (value as Record<PropertyKey, unknown>)[field];
  const problem = given === undefined ? "is missing" : given === null ? "is null" : lowerFirst(issue?.message ?? "");
  return new UserError(`${where}: field "${String(field)}" ${problem}`, {
    hint: "rows have the fields of HumanEvalPack: task_id, prompt, declaration, docstring, buggy_solution, …",
  });
}

function lowerFirst(message: string): string {
  return message.startsWith("must") ? message : `is wrong: ${message}`;
}

/** The languages that a row may be written in, whether or not they can be run here. */
function known(): { readonly id: string; readonly name: string }[] {
  return [...languages(), ...PARTS];
}

export function isLanguage(id: string): boolean {
  return known().some((it) => it.id === id);
}

/** Each once. */
export function languageIds(): string[] {
  return [...new Set(known().map(({ id }) => id))];
}

/** The part before the slash ends with the language's name: "Go/3", "SampleGo/3". */
function named(taskId: string, otherwise: string | undefined, where: string): string {
  const prefix = taskId.split("/")[0] ?? "";
  const found = known().find(({ name }) => prefix.endsWith(name))?.id ?? otherwise;
  if (found !== undefined) return found;
  throw new UserError(`${where}: field "task_id" does not say which language "${taskId}" is written in`, {
    hint: `begin it with a language's name ("${DEFAULT_LANGUAGE.name}/0"), or add a field "language": ${languageIds().join(", ")}`,
  });
}
