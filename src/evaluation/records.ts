/**
 * results.jsonl: one line per (task_id, sample), appended and flushed before it is reported done.
 */
import { type FileHandle, open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { SampleRecord } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { makeFolder, notWritten, writeAtomically } from "../lib/files.ts";
import { jsonLine, type RowLine, readRowLines } from "../lib/jsonl.ts";
import { isBlank, type Span } from "../lib/lines.ts";
import { giveToInvoker } from "../lib/ownership.ts";
import { bytesOf } from "../lib/pieces.ts";
import { acquireLock } from "./lock.ts";
import { parseRecord } from "./parse_record.ts";

/** What was read of a results file. */
export interface RecordsFile {
  readonly path: string;
  /** Each (task_id, sample) once, the last line of each; in the order of the file. */
  readonly records: SampleRecord[];
  /** Where the line of each record stands, by key: a rewrite keeps it as it is, unknown fields and all. */
  readonly lines: ReadonlyMap<string, Span>;
  /** The last line was cut in the middle of a write. */
  readonly torn: boolean;
  /** That line was no record any more. */
  readonly cut: boolean;
  /** Lines that a later one replaces. */
  readonly replaced: number;
}

export function recordKey(record: Pick<SampleRecord, "task_id" | "sample">): string {
  return JSON.stringify([record.task_id, record.sample]);
}

/**
 * Reads a results file: ours of any version, or the original's.
 *
 * @throws UserError naming file, line and field where a line (other than a torn last one) is not a record
 */
export async function readRecords(path: string): Promise<RecordsFile> {
  const byKey = new Map<string, SampleRecord>();
  const lines = new Map<string, Span>();
  let replaced = 0;
  let [torn, cut] = [false, false];
  for await (const line of readRowLines(path)) {
    // Each record is written with its line end in one go: without one, the last line is torn, or would be grown into.
    torn = !line.whole;
    if (isBlank(line)) continue;
    const record = parseLine(line);
    if (typeof record === "string") {
      cut = torn;
      if (torn) continue;
      throw new UserError(`${line.where}: ${record}`, { hint: `mend or remove that ${line.unit}` });
    }
    const key = recordKey(record);
    if (byKey.delete(key)) replaced++;
    byKey.set(key, record);
    lines.delete(key);
    lines.set(key, { start: line.start, length: line.length });
  }
  return { path, records: [...byKey.values()], lines, torn, cut, replaced };
}

function parseLine({ bytes }: RowLine): SampleRecord | string {
  try {
    return parseRecord(JSON.parse(bytes.toString("utf8")));
  } catch {
    return "not JSON";
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
      await this.#file.appendFile(jsonLine(record));
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
  await writeAtomically(path, copied(order.flatMap((key) => pieceOf(file, key) ?? [])));
}

/** A record's line in the file that it stands in. */
export interface RecordLine {
  readonly path: string;
  readonly span: Span;
}

export function pieceOf({ path, lines }: Pick<RecordsFile, "path" | "lines">, key: string): RecordLine | undefined {
  const span = lines.get(key);
  return span && { path, span };
}

const LINE_END = Buffer.from("\n");

/** The lines as they stand, each with an end. */
export async function* copied(lines: Iterable<RecordLine>): AsyncGenerator<Buffer> {
  for await (const bytes of bytesOf(lines)) {
    yield bytes;
    if (bytes.at(-1) !== LINE_END[0]) yield LINE_END;
  }
}
