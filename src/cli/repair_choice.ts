/** Which problems a repair works on, and which files it writes. */
import { basename, dirname, extname, join, resolve } from "node:path";
import { UserError, usageError } from "../lib/errors.ts";
import { fileExists } from "../lib/files.ts";
import type { RepairPaths } from "../solutions/repair_output.ts";
import type { FlagsOf } from "./flags/table.ts";
import { modeOf } from "./model_parts.ts";
import { assertWritable } from "./out_file.ts";

type Flags = FlagsOf<"repair">;

/**
 * The positions that were asked for, in the order of the file, each once; undefined: all.
 *
 * @throws UserError (exit code 2) for two ways to ask, or a range that runs backwards
 */
export function selectedPositions(flags: Flags): number[] | undefined {
  const ways = (["problem-id", "problem-ids", "range"] as const).filter((name) => flags[name] !== undefined);
  if (ways.length > 1) throw usageError(`${ways.map((name) => `--${name}`).join(" and ")} exclude each other`);
  if (flags["problem-id"] !== undefined) return [flags["problem-id"]];
  if (flags["problem-ids"] !== undefined) {
    const ids = flags["problem-ids"].split(",").map(Number);
    return [...new Set(ids)].sort((a, b) => a - b);
  }
  if (flags.range === undefined) return undefined;
  const [from = 0, to = 0] = flags.range.split("-").map(Number);
  if (from > to) throw usageError(`--range ${flags.range} runs backwards`);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** @throws UserError (exit code 2) where the output would replace the input */
export function repairPaths(flags: Flags): RepairPaths {
  const input = flags["solution-file"];
  const output = flags.out ?? join(dirname(input), `improved_${basename(input)}`);
  if (resolve(output) === resolve(input)) throw usageError("--out is the solution file itself", "give it another name");
  const stem = basename(output, extname(output));
  return {
    output,
    records: join(dirname(output), `${stem}.jsonl`),
    summary: join(dirname(output), `summary_${stem}.json`),
  };
}

/** Refuses to replace what an earlier run wrote, before anything is asked. */
export async function assertNew(flags: Flags, { output, records }: RepairPaths): Promise<void> {
  await assertWritable(output);
  if (modeOf(flags) !== "new") return;
  for (const path of [output, records]) {
    if (!(await fileExists(path))) continue;
    throw new UserError(`${path} exists already`, {
      hint: "--resume goes on with it, --overwrite replaces it, --out names another",
    });
  }
}
