/** The bytes of a data set file → its tasks. */
import { basename, extname } from "node:path";
import type { Task } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import type { RawRow } from "../lib/jsonl.ts";
import { rowsOf } from "../lib/jsonl.ts";
import { COLUMNS, toTask } from "./humaneval_pack.ts";
import { isParquet, parseParquet } from "./parquet.ts";

const EXTENSIONS: ReadonlySet<string> = new Set([".jsonl", ".ndjson", ".json", ".parquet"]);
/** What a file may be packed in. */
const PACKED = /\.(gz|zst)$/i;

function extensionOf(path: string): string {
  return extname(path.replace(PACKED, "")).toLowerCase();
}

/** A data set's name: that of its file, fit for a file name. */
export function nameOf(path: string): string {
  const plain = path.replace(PACKED, "");
  return basename(plain, extname(plain)).replace(/[^\w.-]+/g, "_");
}

/**
 * Says no, before anything is read, to a file whose extension names no format that is known.
 *
 * @throws UserError
 */
export function checkFormat(path: string): void {
  if (EXTENSIONS.has(extensionOf(path))) return;
  throw new UserError(`${path}: a data set is a .jsonl, .json or .parquet file`, {
    hint: "each may be packed: .gz, .zst",
  });
}

/**
 * Reads every task of a data set, in the order of the file.
 *
 * @param bytes the whole file, unpacked
 * @param path the name that errors give the file
 * @param language of rows that say none
 * @throws UserError: not the format, no rows, a wrong row, or two rows with one `task_id`
 */
export async function parseTasks(bytes: Uint8Array, path: string, language?: string): Promise<Task[]> {
  checkFormat(path);
  if (bytes.length === 0) throw new UserError(`${path} is empty`);
  const rows = await rowsIn(bytes, path);
  if (rows.length === 0) throw new UserError(`${path} has no rows`);
  return distinct(rows, language);
}

async function rowsIn(bytes: Uint8Array, path: string): Promise<RawRow[]> {
  if (isParquet(bytes) || extensionOf(path) === ".parquet") return parseParquet(bytes, path, COLUMNS);
  const rows: RawRow[] = [];
  for await (const row of rowsOf(once(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)), path))
    rows.push(row);
  return rows;
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

function distinct(rows: readonly RawRow[], language: string | undefined): Task[] {
  const seen = new Map<string, string>();
  return rows.map((row) => {
    const task = toTask(row, language);
    const first = seen.get(task.task_id);
    if (first !== undefined) {
      throw new UserError(`${row.where}: field "task_id" repeats "${task.task_id}" (first at ${first})`);
    }
    seen.set(task.task_id, row.where);
    return task;
  });
}
