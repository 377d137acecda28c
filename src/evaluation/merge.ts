/** Results files of one configuration → one file. */
import type { RunFile, RunSession, Selection, Shard } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { configDifferences } from "./config.ts";
import { pieceOf, type RecordLine, type RecordsFile, readRecords, recordKey } from "./records.ts";
import { readRunFile } from "./run_file.ts";

/** A file to be merged, and where its lines stand, by key. */
export interface Part extends Pick<RecordsFile, "path" | "lines"> {
  readonly hashes: ReadonlySet<string>;
  readonly run: RunFile | undefined;
}

export interface Merged {
  /** In the order of an unsharded run. */
  readonly lines: readonly RecordLine[];
  /** The run file of the whole; undefined where the parts have none. */
  readonly run: RunFile | undefined;
  /** Shards that are not among the parts, as "3/4". */
  readonly missingShards: readonly string[];
}

export async function readPart(path: string): Promise<Part> {
  const { records, lines, torn } = await readRecords(path);
  if (torn) throw new UserError(`${path} ends in the middle of a record`, { hint: "finish that run with --resume" });
  const hashes = new Set(records.map((record) => record.config_hash));
  return { path, lines, hashes, run: await readRunFile(path) };
}

/**
 * @throws UserError where configurations, data or selections differ, or two files have a record of the same sample
 */
export function mergeParts(parts: readonly Part[]): Merged {
  const [first, ...others] = parts;
  if (first === undefined) throw new UserError("there is nothing to merge");
  for (const part of others) assertSame(first, part);
  const lines = new Map<string, RecordLine>();
  for (const part of parts) addLines(lines, part);
  const runs = parts.flatMap(({ run }) => (run === undefined ? [] : [run]));
  const shards = runs.flatMap(({ selection }) => selection?.shard ?? []);
  return {
    lines: inOrder(lines, first.run?.selection),
    run: runs.length === parts.length ? mergedRun(runs, shards) : undefined,
    missingShards: missing(shards),
  };
}

function assertSame(first: Part, other: Part): void {
  const hint = "only runs with the same settings on the same data can be merged";
  const refuse = (why: string): never => {
    throw new UserError(`${first.path} and ${other.path} cannot be merged: ${why}`, { hint });
  };
  const hashes = new Set([...first.hashes, ...other.hashes]);
  const [a, b] = [first.run, other.run];
  if (hashes.size > 1 || a?.config_hash !== b?.config_hash)
    refuse(configDifferences(a?.config, b?.config).slice(0, 3).join("; ") || "their configurations differ");
  if (a?.dataset.sha256 !== b?.dataset.sha256) refuse("they are about other data");
  if (a?.selection?.tasks.join("\n") !== b?.selection?.tasks.join("\n"))
    refuse("they are about other tasks of the data");
  if (a?.selection?.shard?.of !== b?.selection?.shard?.of) refuse("they were split in another way");
}

function addLines(lines: Map<string, RecordLine>, part: Part): void {
  for (const key of part.lines.keys()) {
    if (lines.has(key)) {
      const [task, sample] = JSON.parse(key) as [string, number];
      throw new UserError(`${part.path} has a record that another file has, too: ${task}, sample ${sample}`, {
        hint: "leave one of the files out",
      });
    }
    lines.set(key, pieceOf(part, key) as RecordLine);
  }
}

function inOrder(
  lines: ReadonlyMap<string, RecordLine>,
  selection: Pick<Selection, "tasks" | "samples"> | undefined,
): RecordLine[] {
  const planned = (selection?.tasks ?? []).flatMap((task_id) =>
    Array.from({ length: selection?.samples ?? 0 }, (_, sample) => recordKey({ task_id, sample })),
  );
  return [...new Set([...planned, ...lines.keys()])].flatMap((key) => lines.get(key) ?? []);
}

function mergedRun(runs: readonly RunFile[], shards: readonly Shard[]): RunFile | undefined {
  const [first] = runs;
  if (first === undefined) return undefined;
  const { results: _, selection, ...rest } = first;
  const sessions: RunSession[] = runs.flatMap((run) => run.sessions);
  sessions.sort((a, b) => (a.started_at < b.started_at ? -1 : 1));
  const whole = selection && { tasks: selection.tasks, samples: selection.samples };
  return { ...rest, sessions, ...(whole && { selection: whole }), ...(shards.length > 0 && { merged_from: shards }) };
}

function missing(shards: readonly Shard[]): string[] {
  const of = shards[0]?.of ?? 0;
  const there = new Set(shards.map(({ index }) => index));
  return Array.from({ length: of }, (_, at) => at + 1)
    .filter((index) => !there.has(index))
    .map((index) => `${index}/${of}`);
}
