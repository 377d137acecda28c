/** Facts kept on the disk to save time only: where they are missing, torn or cannot be written, they are found again. */
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";
import { makeFolder, writeAtomically } from "./files.ts";

/** @returns undefined where nothing is remembered, or not in this shape */
export async function recall<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

/** Never fails: a folder that cannot be written to costs the time again. */
export async function remember(path: string, facts: unknown): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeAtomically(path, `${JSON.stringify(facts, null, 1)}\n`);
  } catch {}
}
