/** The run file beside a results file: read, and written whole. */
import { readFile } from "node:fs/promises";
import { type RunFile, runFileSchema } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { fileExists, writeAtomically } from "../lib/files.ts";

export function runFilePath(out: string): string {
  return `${out}.run.json`;
}

/**
 * @returns undefined where there is none
 * @throws UserError where it cannot be read as one
 */
export async function readRunFile(out: string): Promise<RunFile | undefined> {
  const path = runFilePath(out);
  if (!(await fileExists(path))) return undefined;
  try {
    return runFileSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new UserError(`${path} is no run file`, { hint: "remove it, or give another --out", cause });
  }
}

export async function writeRunFile(out: string, run: RunFile): Promise<void> {
  await writeAtomically(runFilePath(out), `${JSON.stringify(run, null, 2)}\n`);
}
