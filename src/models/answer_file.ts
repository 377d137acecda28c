/** Files of answers: JSON Lines or an array, each checked against a schema. */
import type { z } from "zod";
import { checked } from "../lib/checked.ts";
import { UserError } from "../lib/errors.ts";
import { readJsonl } from "../lib/jsonl.ts";
import { sha256OfStored } from "../lib/stored/stored_file.ts";

export interface AnswerFile<T> {
  readonly lines: readonly { readonly line: number; readonly value: T }[];
  /** Of the file's bytes, unpacked, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads a file of answers; blank lines are skipped.
 * @throws UserError naming the file, and the line and field where there is one.
 */
export async function readAnswerFile<T>(path: string, schema: z.ZodType<T>): Promise<AnswerFile<T>> {
  const lines: { line: number; value: T }[] = [];
  for await (const { line, where, value } of readJsonl(path))
    lines.push({ line, value: checked(schema, value, where) });
  if (lines.length === 0) throw new UserError(`${path} is empty: it holds no answers`);
  return { lines, sha256: await sha256OfStored(path) };
}
