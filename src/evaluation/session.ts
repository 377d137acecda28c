/**
 * One invocation's hold on a results file: what is done, what is left, and the file put in order at the end.
 */
import { rm } from "node:fs/promises";
import type { RunSession, SampleRecord } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { fileExists } from "../lib/files.ts";
import { isPlainRows } from "../lib/pieces.ts";
import { configDifferences, type RunConfig } from "./config.ts";
import type { Job } from "./humaneval_eval.ts";
import { RecordWriter, readRecords, recordKey, rewriteRecords } from "./records.ts";
import { readRunFile } from "./run_file.ts";

export interface SessionOptions {
  readonly out: string;
  /** `new` refuses an existing file, `overwrite` replaces it, `resume` goes on with it. */
  readonly mode: "new" | "overwrite" | "resume";
  /** Resume although the configuration or the data set differ. */
  readonly force: boolean;
  readonly config: RunConfig;
  readonly configHash: string;
  readonly datasetSha256: string;
}

export interface Session extends AsyncDisposable {
  /** Jobs without a record, in order, and those whose record ended in `sandbox_error`. */
  readonly todo: readonly Job[];
  /** Records that ended in `sandbox_error`: judged again, from what the model answered then. */
  readonly rejudge: readonly SampleRecord[];
  /** All records that the file had before. */
  readonly recorded: readonly SampleRecord[];
  /** Jobs that need no work. */
  readonly done: number;
  readonly passedBefore: number;
  readonly earlier: readonly RunSession[];
  write(record: SampleRecord): Promise<void>;
  /** Puts the file in the order of the jobs, each once; returns the records of the jobs. */
  finish(): Promise<SampleRecord[]>;
}

/** Refuses early what `openSession` would refuse: before a model is loaded for nothing. */
export async function assertFree({ out, mode }: Pick<SessionOptions, "out" | "mode">): Promise<void> {
  if (mode !== "new" || !(await fileExists(out))) return;
  throw new UserError(`${out} exists already`, {
    hint: "--resume goes on with it, --overwrite replaces it, --out names another",
  });
}

/**
 * Opens (and mends) the results file of a run.
 *
 * @throws UserError where the file is in use, exists without leave, or belongs to another configuration
 */
export async function openSession(jobs: readonly Job[], options: SessionOptions): Promise<Session> {
  let before: readonly SampleRecord[] = [];
  let earlier: readonly RunSession[] = [];
  const writer = await RecordWriter.open(options.out, async () => {
    await assertFree(options);
    if (options.mode === "overwrite") await rm(options.out, { force: true });
    if (options.mode !== "resume" || !(await fileExists(options.out))) return;
    earlier = await checkSame(options);
    before = await mend(options);
  });
  const byKey = new Map(before.map((record) => [recordKey(record), record]));
  const known = jobs.flatMap((job) => byKey.get(jobKey(job)) ?? []);
  const rejudge = known.filter((record) => record.verdict === "sandbox_error");
  const finished = new Set(known.filter((it) => it.verdict !== "sandbox_error").map(recordKey));
  return {
    todo: jobs.filter((job) => !finished.has(jobKey(job))),
    rejudge,
    recorded: before,
    done: finished.size,
    passedBefore: known.filter((record) => record.passed).length,
    earlier,
    write: (record) => writer.append(record),
    finish: () => finish(options.out, jobs),
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}

function jobKey({ task, sample }: Job): string {
  return recordKey({ task_id: task.task_id, sample });
}

async function checkSame({ out, force, config, configHash, datasetSha256 }: SessionOptions) {
  const saved = await readRunFile(out);
  if (force) return saved?.sessions ?? [];
  const hint = "use the settings of that run, another --out, or --force-resume";
  if (saved === undefined) {
    if ((await readRecords(out)).records.length === 0) return [];
    throw new UserError(`${out} has no run file beside it: nothing says which data it was made from`, { hint });
  }
  if (saved.dataset.sha256 !== datasetSha256)
    throw new UserError(`${out} was made from other data (${saved.dataset.path})`, { hint });
  if (saved.config_hash !== configHash) {
    const differences = configDifferences(saved.config, JSON.parse(JSON.stringify(config)));
    throw new UserError(`${out} was made with other settings: ${differences.slice(0, 3).join("; ")}`, { hint });
  }
  return saved.sessions;
}

/** Cuts off a torn last line and lines that later ones replace. */
async function mend({ out, force, configHash }: SessionOptions): Promise<readonly SampleRecord[]> {
  if (!(await isPlainRows(out))) {
    throw new UserError(`${out} is packed, an array or not UTF-8: nothing can be added to it`, {
      hint: "make plain JSON Lines of it first, for example with gunzip, zstd -d or jq -c '.[]'",
    });
  }
  const file = await readRecords(out);
  const other = file.records.find((record) => record.config_hash !== configHash);
  if (other !== undefined && !force) {
    throw new UserError(`${out}: the record of ${other.task_id} was made with other settings`, {
      hint: "use the settings of that run, another --out, or --force-resume",
    });
  }
  if (file.torn || file.replaced > 0) await rewriteRecords(out, file, []);
  return file.records;
}

async function finish(out: string, jobs: readonly Job[]): Promise<SampleRecord[]> {
  const file = await readRecords(out);
  const keys = jobs.map(jobKey);
  const present = keys.filter((key) => file.lines.has(key));
  const standing = [...file.lines.keys()];
  const inOrder = present.every((key, index) => key === standing[index]);
  if (!inOrder || file.replaced > 0) await rewriteRecords(out, file, keys);
  const wanted = new Set(keys);
  return file.records.filter((record) => wanted.has(recordKey(record)));
}
