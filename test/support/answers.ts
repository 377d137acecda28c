/** Answers to the sample tasks, as a replay model reads them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Asked } from "./http_server.ts";
import { ROOT } from "./program.ts";

export const SAMPLE = join(ROOT, "dataset", "sample_python.jsonl");

interface Row {
  readonly task_id: string;
  readonly entry_point: string;
  readonly declaration: string;
  readonly canonical_solution: string;
  readonly buggy_solution: string;
}

/** The rows of a HumanEvalPack file. */
export function rowsOf(dataset: string): Row[] {
  return readFileSync(dataset, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The known fix of the sample's task that a request to a server shows, as an answer. */
export function fixOf({ body }: Pick<Asked, "body">): string {
  const asked: string = body.messages.at(-1).content;
  const row = rowsOf(SAMPLE).find((it) => asked.includes(it.buggy_solution.trim()));
  return `\`\`\`python\n${row?.declaration}${row?.canonical_solution}\`\`\``;
}

/** Writes one completion per row: the known fix where `fixed` says so, else the bug as it was. */
export function writeAnswers(path: string, dataset: string, fixed: (index: number) => boolean): string {
  const lines = rowsOf(dataset).map((row, index) => {
    const body = fixed(index) ? row.canonical_solution : row.buggy_solution;
    return JSON.stringify({ task_id: row.task_id, completion: `\`\`\`python\n${row.declaration}${body}\`\`\`` });
  });
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

/** A results file as data, without what differs from run to run: times. */
export function timelessRecords(path: string): unknown[] {
  const timeless = (key: string, value: unknown): unknown => (/_sec$|^seconds$/.test(key) ? undefined : value);
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line, timeless));
}
