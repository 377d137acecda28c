/** The run file beside a results file: read, and written whole. */
import { type RunFile, runFileSchema } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { fileExists, writeAtomically } from "../lib/files.ts";
import { parseJson } from "../lib/jsonl.ts";
import { readStoredText } from "../lib/stored/encoding.ts";

export function runFilePath(out: string): string {
  return `${out}.run.json`;
}

/**
 * @returns undefined where there is none
 * @throws UserError where it cannot be read as one
 */
export async function readRunFile(out: string): Promise<RunFile | undefined> {
  const path = await standing([out, out.replace(PACKED, "")].map(runFilePath));
  if (path === undefined) return undefined;
  try {
    return runFileSchema.parse(parseJson(await readStoredText(path), path));
  } catch (cause) {
    throw new UserError(`${path} is no run file`, { hint: "remove it, or give another --out", cause });
  }
}

/** A results file that was packed later has the run file of its old name. */
const PACKED = /\.(gz|zst)$/i;

/** The first that is there; packed ones count. */
async function standing(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths.flatMap((it) => [it, `${it}.gz`, `${it}.zst`])) if (await fileExists(path)) return path;
  return undefined;
}

export async function writeRunFile(out: string, run: RunFile): Promise<void> {
  await writeAtomically(runFilePath(out), `${JSON.stringify(run, null, 2)}\n`);
}
