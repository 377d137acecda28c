/** Files of answers: JSONL, each line checked against a schema. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { messageOf, UserError } from "../lib/errors.ts";

export interface AnswerFile<T> {
  readonly lines: readonly { readonly line: number; readonly value: T }[];
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads a JSONL file; blank lines are skipped.
 * @throws UserError naming the file, and the line and field where there is one.
 */
export async function readAnswerFile<T>(path: string, schema: z.ZodType<T>): Promise<AnswerFile<T>> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(`cannot read ${path}: ${whyUnreadable(cause)}`, { cause });
  });
  const lines = bytes
    .toString("utf8")
    .split("\n")
    .map((text, index) => ({ text, line: index + 1 }))
    .filter(({ text }) => text.trim() !== "")
    .map(({ text, line }) => ({ line, value: parseLine(text, `${path}, line ${line}`, schema) }));
  if (lines.length === 0) throw new UserError(`${path} is empty: it holds no answers`);
  return { lines, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function whyUnreadable(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "no such file";
  if (error.code === "EISDIR") return "it is a directory";
  return error.message;
}

function parseLine<T>(text: string, where: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${where}: not JSON (${messageOf(cause)})`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".");
  throw new UserError(`${where}: ${field ? `${field}: ` : ""}${issue?.message ?? "not understood"}`);
}
