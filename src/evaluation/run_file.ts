/** `<out>.run.json`: what made the numbers in `<out>`. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { SandboxInfo } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { fileExists, writeAtomically } from "../lib/files.ts";
import type { CheckUp } from "./check_up.ts";
import type { RunConfig } from "./config.ts";

/** One invocation that worked on the file; a resumed run has several. */
export interface RunSession {
  readonly started_at: string;
  /** Missing when the process was killed. */
  readonly ended_at?: string;
}

/** What of the data set a run works on. */
export interface Selection {
  /** Ids of the chosen tasks, in their order; of all shards together, where there are some. */
  readonly tasks: readonly string[];
  readonly samples: number;
  readonly shard?: Shard;
}

/** One part of a run that was split over several processes: `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** The results file as the last session left it. */
export interface ResultsSeal {
  readonly records: number;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
}

export interface RunFile {
  readonly schema_version: 1;
  readonly label: string;
  readonly config_hash: string;
  readonly config: RunConfig;
  readonly dataset: { readonly name: string; readonly path: string; readonly sha256: string; readonly total: number };
  readonly sandbox: SandboxInfo;
  /** The last `doctor --attack` of the same isolation layer. */
  readonly check_up: CheckUp | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly sessions: readonly RunSession[];
  readonly selection?: Selection;
  /** Says that the model's answers are no result. */
  readonly stand_in?: string;
  readonly results?: ResultsSeal;
}

/** What later runs and reports need of a run's file; what else it says is kept. */
const savedRun = z.looseObject({
  label: z.string().default(""),
  config_hash: z.string(),
  config: z.record(z.string(), z.unknown()),
  dataset: z.looseObject({ name: z.string().default(""), sha256: z.string(), path: z.string() }),
  sandbox: z.looseObject({ kind: z.string(), tier: z.string(), python: z.string().default("") }).exactOptional(),
  versions: z.record(z.string(), z.string()).default({}),
  sessions: z.array(z.object({ started_at: z.string(), ended_at: z.string().exactOptional() })).default([]),
  selection: z
    .object({
      tasks: z.array(z.string()),
      samples: z.number().int().positive(),
      shard: z.object({ index: z.number().int(), of: z.number().int() }).exactOptional(),
    })
    .exactOptional(),
  stand_in: z.string().exactOptional(),
  results: z.object({ records: z.number().int(), sha256: z.string() }).exactOptional(),
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

export async function writeRunFile(out: string, run: RunFile | SavedRun): Promise<void> {
  await writeAtomically(runFilePath(out), `${JSON.stringify(run, null, 2)}\n`);
}
