/** Rows in the schema of HumanEvalPack (https://huggingface.co/datasets/bigcode/humanevalpack) → tasks. */
import { z } from "zod";
import { LANGUAGES, type Language, type Task } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { escapeRegExp } from "../lib/escape_reg_exp.ts";
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
  language: z.enum(LANGUAGES).nullish(),
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
type Row = z.infer<typeof rowSchema>;

/** The columns that a task is made of. */
export const COLUMNS: readonly string[] = Object.keys(rowSchema.shape);

/**
 * Checks one row and makes a task of it; fields that are not in the schema are ignored.
 *
 * @throws UserError naming file, line or row, and the first field that is wrong
 */
export function toTask({ where, value }: RawRow): Task {
  const parsed = rowSchema.safeParse(value);
  if (!parsed.success) throw rowError(where, value, parsed.error);
  const { test, language: stated, ...row } = parsed.data;
  const language = stated ?? languageOf(row.task_id, where);
  const helpers = language === "python" ? helpersOf(row) : "";
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

/** How the ids of HumanEvalPack begin, for example "Python/0". */
const LANGUAGE_NAMES: readonly (readonly [name: string, language: Language])[] = [
  ["Python", "python"],
  ["JavaScript", "js"],
  ["Java", "java"],
  ["Go", "go"],
  ["CPP", "cpp"],
  ["Rust", "rust"],
];

/** The part before the slash ends with the language's name: "Python/3", "SamplePython/3". */
function languageOf(taskId: string, where: string): Language {
  const prefix = taskId.split("/")[0] ?? "";
  const found = LANGUAGE_NAMES.find(([name]) => prefix.endsWith(name));
  if (found) return found[1];
  throw new UserError(`${where}: field "task_id" does not say which language "${taskId}" is written in`, {
    hint: `begin it with a language's name ("Python/0"), or add a field "language": ${LANGUAGES.join(", ")}`,
  });
}

/**
 * What the tests may call besides the entry point: the imports and functions before its `def`. Where the declaration
 * does not define the entry point (the whole function is in the solution), all of it.
 */
function helpersOf({ declaration, entry_point }: Pick<Row, "declaration" | "entry_point">): string {
  const lines = declaration.split("\n");
  const definition = new RegExp(`^(async\\s+)?def\\s+${escapeRegExp(entry_point)}\\s*\\(`);
  let end = lines.findLastIndex((line) => definition.test(line));
  if (end === -1) return declaration;
  while (end > 0 && lines[end - 1]?.startsWith("@")) end--;
  return lines.slice(0, end).join("\n");
}
