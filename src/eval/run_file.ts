/** `<out>.run.json`: what made the numbers in `<out>`. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UserError } from "../errors.ts";
import type { SandboxInfo } from "../types.ts";
import type { CheckUp } from "./check_up.ts";
import type { RunConfig } from "./config.ts";
import { fileExists, writeAtomically } from "./records.ts";

/** One invocation that worked on the file; a resumed run has several. */
export interface RunSession {
  readonly started_at: string;
  /** Missing when the process was killed. */
  readonly ended_at?: string;
}

export interface RunFile {
  readonly schema_version: 1;
  readonly label: string;
  readonly config_hash: string;
  readonly config: RunConfig;
  readonly dataset: { readonly name: string; readonly path: string; readonly sha256: string; readonly total: number };
  readonly sandbox: SandboxInfo;
  /** The last `doctor --attack` of the same wall. */
  readonly check_up: CheckUp | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly sessions: readonly RunSession[];
}

/** What a later run needs of an earlier run's file. */
const savedRun = z.object({
  config_hash: z.string(),
  config: z.record(z.string(), z.unknown()),
  dataset: z.object({ sha256: z.string(), path: z.string() }),
  sessions: z.array(z.object({ started_at: z.string(), ended_at: z.string().exactOptional() })).default([]),
});
export type SavedRun = z.infer<typeof savedRun>;

export function runFilePath(out: string): string {
  return `${out}.run.json`;
}

/**
 * @returns undefined where there is none
 * @throws UserError where it cannot be read as one
 */
export async function readRunFile(out: string): Promise<SavedRun | undefined> {
  const path = runFilePath(out);
  if (!(await fileExists(path))) return undefined;
  try {
    return savedRun.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new UserError(`${path} is no run file`, { hint: "remove it, or give another --out", cause });
  }
}

export async function writeRunFile(out: string, run: RunFile): Promise<void> {
  await writeAtomically(runFilePath(out), `${JSON.stringify(run, null, 2)}\n`);
}
