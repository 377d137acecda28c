/** Samples of other tools, in whatever form they are brought. */
import { stat } from "node:fs/promises";
import { z } from "zod";
import type { Task } from "../../core/index.ts";
import { checked } from "../../lib/checked.ts";
import { UserError } from "../../lib/errors.ts";
import { type RawRow, readJsonl } from "../../lib/jsonl.ts";
import { startOf } from "../../lib/stored/stored_file.ts";
import { packingOf } from "../../lib/stored/unpack.ts";
import { readSampleFolder } from "./folder.ts";
import { readInspectArchive, readInspectJson } from "./inspect_log.ts";
import { type ForeignSamples, sampleSchema } from "./sample.ts";

/**
 * Reads a folder of EvalPlus, a log of Inspect, the lists of bigcode, or lines with `solution` or `completion`.
 *
 * @param tasks of the data set, in its order, which lists without ids follow
 * @throws UserError in one line for what cannot be read, with the line or item
 */
export async function readForeignSamples(path: string, tasks: readonly Task[]): Promise<ForeignSamples> {
  if ((await stat(path).catch(() => undefined))?.isDirectory()) return readSampleFolder(path);
  const start = await startOf(path);
  if (packingOf(start) === "zip") return readInspectArchive(path);
  if (isOneLog(start)) return readInspectJson(path);
  const rows: RawRow[] = [];
  for await (const row of readJsonl(path)) rows.push(row);
  if (rows.length === 0) throw new UserError(`${path} is empty: it holds no samples`);
  return rows.some(({ value }) => Array.isArray(value)) ? fromLists(path, rows, tasks) : fromLines(rows);
}

/** One object, which begins as Inspect writes it: JSON Lines begin with an object, too. */
function isOneLog(start: Buffer): boolean {
  return /^\ufeff?\s*\{\s*"(version|status|eval)"\s*:/.test(start.toString("utf8"));
}

const list = z.array(z.string("a sample must be a text"), "must be a list of samples");

/** A list for each task, in the order of the data set: which one is missing cannot be seen. */
function fromLists(path: string, rows: readonly RawRow[], tasks: readonly Task[]): ForeignSamples {
  if (rows.length !== tasks.length) {
    throw new UserError(`${path} holds the samples of ${rows.length} tasks, and the data set has ${tasks.length}`, {
      hint: "lists have no ids: name the data set whose tasks they are, in its order, with --dataset-path",
    });
  }
  const lists = rows.map(({ value, where }) => checked(list, value, where));
  const samples = lists.flatMap((texts, at) =>
    texts.map((completion) => ({ id: tasks[at]?.task_id ?? "", text: { completion } })),
  );
  return { samples, notes: [] };
}

function fromLines(rows: readonly RawRow[]): ForeignSamples {
  const samples = rows.map(({ value, where }) => {
    if (isTaskRow(value))
      throw new UserError(`${where} is a task, and no sample`, { hint: "--dataset-path reads data sets as they are" });
    const { task_id: id, ...text } = checked(sampleSchema, value, where);
    return { id, text };
  });
  return { samples, notes: [] };
}

/** A row of a data set. */
function isTaskRow(value: unknown): boolean {
  if (typeof value !== "object" || value === null || "solution" in value || "completion" in value) return false;
  return "test" in value || "test_list" in value;
}
