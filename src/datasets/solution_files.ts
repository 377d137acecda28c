/** Solution files: stdin/stdout problems (TACO's columns) as a JSON array or JSON Lines, each with models' solutions. */
import { z } from "zod";
import type { StdioCheck } from "../core/index.ts";
import { messageOf, UserError } from "../lib/errors.ts";
import { digitsOf, exactJson, parseExactJson } from "../lib/exact_json.ts";
import { parseJson as parseFile } from "../lib/jsonl.ts";
import { readStoredText } from "../lib/stored/encoding.ts";
import { sha256OfStored } from "../lib/stored/stored_file.ts";

/** A file as it stands: the rows are kept whole, so that an improved file has everything that this one has. */
export interface SolutionFile {
  readonly path: string;
  readonly rows: readonly unknown[];
  /** The same, its numbers as they stand in the file (`lib/exact_json.ts`): what is written again is made of these. */
  readonly exactRows: readonly unknown[];
  /** SHA-256 of the file, unpacked, in hex. */
  readonly sha256: string;
}

/** A known-good program that came with a problem. */
export interface KnownGood {
  /** `human_solution`, `solutions[1]`. */
  readonly key: string;
  readonly program: string;
}

/** One row, checked. */
export interface Problem {
  /** Position in the file, from 0: the number that commands call `--problem-id`. */
  readonly index: number;
  /** The row's own name; empty where it has none. */
  readonly name: string;
  readonly difficulty: string;
  readonly statement: string;
  readonly check: StdioCheck;
  /** Every `…_solution` of the row, by its key, in the order of the row. */
  readonly solutions: ReadonlyMap<string, string>;
  readonly knownGood: readonly KnownGood[];
}

const text = z.string().nullish();

const rowSchema = z.looseObject({
  problem: z.string("is missing"),
  input_output: z.union([z.string(), z.record(z.string(), z.unknown())], "is missing"),
  name: text,
  difficulty: text,
  time_limit: z.union([z.string(), z.number()]).nullish(),
  human_solution: text,
  solutions: z.union([z.string(), z.array(z.string())]).nullish(),
});

/** Text, or lines of it; numbers and truth values as they stand in the file. */
const stream = z.union([z.string(), z.array(z.unknown())]).or(z.number().transform(String));
const casesSchema = z.object({
  fn_name: z.string().nullish(),
  inputs: z.array(stream),
  outputs: z.array(stream),
});

/** @throws UserError where the file cannot be read, or holds no problems */
export async function readSolutionFile(path: string): Promise<SolutionFile> {
  const text = await readStoredText(path);
  if (text.trim() === "") throw new UserError(`${path} is empty`, { hint: ARRAY });
  const { rows, exactRows } = isLines(text) ? rowsOfLines(text, path) : rowsOfArray(text, path);
  if (rows.length === 0) throw new UserError(`${path} has no problems`);
  return { path, rows, exactRows, sha256: await sha256OfStored(path) };
}

const ARRAY = "a solution file is one JSON array of problems, or one problem a line";

type Rows = Pick<SolutionFile, "rows" | "exactRows">;

function rowsOfArray(text: string, path: string): Rows {
  const rows = parseFile(text, path);
  if (!Array.isArray(rows)) throw new UserError(`${path} is no array of problems`, { hint: ARRAY });
  return { rows, exactRows: parseExactJson(text, rows) as unknown[] };
}

/** Objects, the first of which is a line of its own. */
function isLines(text: string): boolean {
  const [first = ""] = text.trimStart().split("\n", 1);
  if (!first.startsWith("{")) return false;
  try {
    return JSON.parse(first) !== undefined;
  } catch {
    return text.trim().includes("\n{");
  }
}

function rowsOfLines(text: string, path: string): Rows {
  const lines = text.split("\n").flatMap((line, at) => (line.trim() === "" ? [] : [{ line, number: at + 1 }]));
  const rows = lines.map(({ line, number }) => parseJson(line, `${path}, line ${number}`));
  return { rows, exactRows: lines.map(({ line }, at) => parseExactJson(line, rows[at])) };
}

/**
 * Checks one row.
 *
 * @throws UserError naming the file, the problem and the field
 */
export function readProblem(file: SolutionFile, index: number): Problem {
  const where = `${file.path}, problem ${index}`;
  const row = parsed(rowSchema, file.rows[index], where);
  return {
    index,
    name: row.name ?? "",
    difficulty: row.difficulty ?? "",
    statement: row.problem,
    check: readCheck({ ...row, input_output: (file.exactRows[index] as typeof row).input_output }, where),
    solutions: solutionsOf(file.rows[index] as object),
    knownGood: knownGoodOf(row, where),
  };
}

function readCheck(row: z.infer<typeof rowSchema>, where: string): StdioCheck {
  const field = `${where}: input_output`;
  const { input_output: given } = row;
  const json = typeof given === "string" ? parseExactJson(given, parseJson(given, field)) : given;
  const { fn_name, inputs, outputs } = parsed(casesSchema, json, field);
  if (fn_name) {
    throw new UserError(`${where} calls the function ${fn_name}: only programs that read stdin can be judged`, {
      hint: "leave it out with --problem-ids or --range",
    });
  }
  if (inputs.length === 0) throw new UserError(`${field} has no cases`);
  if (inputs.length !== outputs.length)
    throw new UserError(`${field} has ${inputs.length} inputs but ${outputs.length} outputs`);
  const timeLimitSec = parseTimeLimit(row.time_limit);
  return {
    kind: "stdio",
    cases: inputs.map((stdin, at) => ({ stdin: asText(stdin), stdout: asText(outputs[at] ?? "") })),
    ...(timeLimitSec !== undefined && { timeLimitSec }),
  };
}

function asText(value: string | unknown[]): string {
  if (typeof value === "string") return digitsOf(value) ?? value;
  return value.map((line) => digitsOf(line) ?? (typeof line === "string" ? line : exactJson(line))).join("\n");
}

const UNITS: readonly [RegExp, number][] = [
  [/^(ms|milli)/i, 1e-3],
  [/^min/i, 60],
  [/^(s|$)/i, 1],
];

/** Seconds of "2 seconds", "1 - 1.5 seconds" (the longer one), "500 ms", 2; undefined for anything else. */
export function parseTimeLimit(limit: string | number | null | undefined): number | undefined {
  const found = /^\s*(?:([\d.]+)\s*(?:-|–|to)\s*)?([\d.]+)\s*([a-z]*)[\s.]*$/i.exec(String(limit ?? ""));
  const unit = UNITS.find(([name]) => name.test(found?.[3] ?? ""))?.[1];
  if (found === null || unit === undefined) return undefined;
  const seconds = Math.max(Number(found[1] ?? 0), Number(found[2])) * unit;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

/** In the order of the row as it stands. */
function solutionsOf(row: object): Map<string, string> {
  const entries = Object.entries(row).filter(
    (entry): entry is [string, string] => entry[0].endsWith("_solution") && typeof entry[1] === "string",
  );
  return new Map(entries);
}

function knownGoodOf(row: z.infer<typeof rowSchema>, where: string): KnownGood[] {
  const list =
    typeof row.solutions === "string"
      ? parsed(z.array(z.string()), parseJson(row.solutions, `${where}: solutions`), `${where}: solutions`)
      : (row.solutions ?? []);
  const human = row.human_solution ? [{ key: "human_solution", program: row.human_solution }] : [];
  return [...human, ...list.map((program, index) => ({ key: `solutions[${index}]`, program }))];
}

function parseJson(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UserError(`${where}: not JSON (${messageOf(cause)})`, {
      hint: ARRAY,
      cause,
    });
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".");
  throw new UserError(`${where}: ${field ? `${field} ` : ""}${issue?.message ?? "not understood"}`);
}

/** The key of the model's solution where the user named none: the usual one, or the only one that there is. */
const USUAL_KEY = "claude_solution";

/**
 * The keys of models' solutions in a file, in the order of their first appearance: every `…_solution` but the human
 * ones.
 */
export function modelKeys(file: SolutionFile): string[] {
  const keys = file.rows.flatMap((row) =>
    Object.entries(typeof row === "object" && row !== null ? row : {})
      .filter(([key, value]) => key.endsWith("_solution") && !key.startsWith("human") && typeof value === "string")
      .map(([key]) => key),
  );
  return [...new Set(keys)];
}

/**
 * The one key that a command works on.
 *
 * @throws UserError where the file has no such solutions, or several and none was named
 */
export function chooseModelKey(file: SolutionFile, wanted: string | undefined): string {
  const keys = modelKeys(file);
  const original = keys.filter((key) => !key.startsWith("improved_"));
  const chosen = wanted ?? (original.includes(USUAL_KEY) || original.length !== 1 ? USUAL_KEY : original[0]);
  if (chosen !== undefined && keys.includes(chosen)) return chosen;
  throw new UserError(`${file.path} has no ${JSON.stringify(chosen)}`, {
    hint: keys.length > 0 ? `--model-key can be ${keys.join(", ")}` : "no row has a field that ends in _solution",
  });
}
