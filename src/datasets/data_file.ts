/** The bytes of a data set file → its tasks, by the file's extension. */
import { extname } from "node:path";
import type { Task } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import type { RawRow } from "../lib/jsonl.ts";
import { parseJsonl } from "../lib/jsonl.ts";
import { COLUMNS, toTask } from "./humaneval_pack.ts";
import { parseParquet } from "./parquet.ts";

/** The formats that are read, by extension. */
const PARSERS: Readonly<Record<string, (bytes: Uint8Array, path: string) => RawRow[] | Promise<RawRow[]>>> = {
  ".jsonl": parseJsonl,
  ".parquet": (bytes, path) => parseParquet(bytes, path, COLUMNS),
};

/**
 * Says no, before anything is read, to a file whose extension names no format that is known.
 *
 * @throws UserError
 */
export function checkFormat(path: string): void {
  if (extname(path).toLowerCase() in PARSERS) return;
  throw new UserError(`${path}: a data set is a .jsonl or a .parquet file`);
}

/**
 * Reads every task of a data set, in the order of the file.
 *
 * @param bytes the whole file
 * @param path the name that errors give the file; its extension says the format
 * @param language of rows that say none
 * @throws UserError: not the format, no rows, a wrong row, or two rows with one `task_id`
 */
export async function parseTasks(bytes: Uint8Array, path: string, language?: string): Promise<Task[]> {
  checkFormat(path);
  if (bytes.length === 0) throw new UserError(`${path} is empty`);
  const rows = (await PARSERS[extname(path).toLowerCase()]?.(bytes, path)) ?? [];
  if (rows.length === 0) throw new UserError(`${path} has no rows`);
  return distinct(rows, language);
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
