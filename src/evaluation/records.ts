/**
 * results.jsonl: one line per (task_id, sample), appended and flushed before it is reported done.
 */
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { SampleRecord } from "../core/index.ts";
import { messageOf, UserError } from "../lib/errors.ts";
import { acquireLock } from "./lock.ts";
import { giveToInvoker } from "./ownership.ts";
import { parseRecord } from "./record_schema.ts";

/** What was read of a results file. */
interface RecordsFile {
  /** Each (task_id, sample) once, the last line of each; in the order of the file. */
  readonly records: SampleRecord[];
  /** The line of each record as it stands, by key: what a rewrite keeps, unknown fields and all. */
  readonly lines: ReadonlyMap<string, string>;
  /** The last line was cut in the middle of a write. */
  readonly torn: boolean;
  /** Lines that a later one replaces. */
  readonly replaced: number;
}

export function recordKey(record: Pick<SampleRecord, "task_id" | "sample">): string {
  return JSON.stringify([record.task_id, record.sample]);
}

/**
 * Reads a results file: ours of any version, or the Python original's.
 *
 * @throws UserError naming file, line and field where a line (other than a torn last one) is not a record
 */
export async function readRecords(path: string): Promise<RecordsFile> {
  const text = await readText(path);
  const lines = text.split("\n");
  const byKey = new Map<string, SampleRecord>();
  const kept = new Map<string, string>();
  let replaced = 0;
  // Each record is written with its line end in one go: without one, the last line is torn, or would be grown into.
  const torn = text !== "" && !text.endsWith("\n");
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const record = parseLine(line);
    if (typeof record === "string") {
      if (index < lines.length - 1)
        throw new UserError(`${path}, line ${index + 1}: ${record}`, { hint: "mend or remove that line" });
    } else {
      if (byKey.delete(recordKey(record))) replaced++;
      byKey.set(recordKey(record), record);
      kept.set(recordKey(record), line);
    }
  }
  return { records: [...byKey.values()], lines: kept, torn, replaced };
}

function parseLine(line: string): SampleRecord | string {
  try {
    return parseRecord(JSON.parse(line));
  } catch {
    return "not JSON";
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const what = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "is a directory" : `cannot be read (${code})`;
    throw new UserError(`${path}: ${what}`, { cause });
  }
}

/** The one writer of a results file; holds its lock. */
export class RecordWriter implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #release: () => Promise<void>;

  private constructor(path: string, file: FileHandle, release: () => Promise<void>) {
    this.#path = path;
    this.#file = file;
    this.#release = release;
  }

  /**
   * Takes the file's lock, lets `prepare` look at (and mend) what is there, and opens it for appending.
   *
   * @throws UserError where the file cannot be written or another run holds it
   */
  static async open(path: string, prepare: () => Promise<void>): Promise<RecordWriter> {
    await makeFolder(dirname(resolve(path)));
    const lock = await acquireLock(path);
    try {
      await prepare();
      const file = await open(path, "a");
      await giveToInvoker(path);
      return new RecordWriter(path, file, lock.release);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * Resolves when the record is on the disk.
   *
   * @throws UserError where it cannot be written, as on a full disk
   */
  async append(record: SampleRecord): Promise<void> {
    try {
      await this.#file.appendFile(`${JSON.stringify(record)}\n`);
      await this.#file.datasync();
    } catch (cause) {
      throw notWritten(this.#path, cause);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
    await this.#release();
  }
}

/**
 * Rewrites a results file with each key once, in the order of `keys` (others after them, as they stood): readers see
 * the old file or the new one, never half of it.
 */
export async function rewriteRecords(path: string, file: RecordsFile, keys: readonly string[]): Promise<void> {
  const order = [...new Set([...keys.filter((key) => file.lines.has(key)), ...file.lines.keys()])];
  await writeAtomically(path, order.map((key) => `${file.lines.get(key)}\n`).join(""));
}

/**
 * One folder at a time: the recursive `mkdir` of Node never returns where /proc answers ENOENT.
 *
 * @param flag what names the place, for the hint
 * @throws UserError where it cannot be made
 */
export async function makeFolder(folder: string, flag = "--out"): Promise<void> {
  if (await fileExists(folder)) return;
  await makeFolder(dirname(folder), flag);
  try {
    await mkdir(folder);
    await giveToInvoker(folder);
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    if (cause.code === "EEXIST") return;
    throw new UserError(`${folder} cannot be made (${cause.code})`, { hint: `give another ${flag}`, cause });
  }
}

/**
 * Writes a file under another name first, and then renames it.
 *
 * @throws UserError where it cannot be written; what was there before stays
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeSynced(draft, text);
    await giveToInvoker(draft);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw notWritten(path, cause);
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, "w");
  try {
    await writeFile(file, text);
    await file.datasync();
  } finally {
    await file.close();
  }
}

function notWritten(path: string, cause: unknown): UserError {
  const { code } = cause as NodeJS.ErrnoException;
  const hint = code === "ENOSPC" || code === "EDQUOT" ? { hint: "the disk is full: make room, then go on" } : {};
  return new UserError(`${path} cannot be written (${code ?? messageOf(cause)})`, { ...hint, cause });
}

export async function fileExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
