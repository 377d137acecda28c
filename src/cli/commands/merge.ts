/** `merge`: the files of a split run → one results file, as an unsplit run would have written it. */

import { basename } from "node:path";
import { mergeParts, readPart } from "../../evaluation/merge.ts";
import { copied } from "../../evaluation/records.ts";
import { writeRunFile } from "../../evaluation/run_file.ts";
import { readRun } from "../../evaluation/runs_compare.ts";
import { sealOf } from "../../evaluation/seal.ts";
import { UserError } from "../../lib/errors.ts";
import { fileExists, writeAtomically } from "../../lib/files.ts";
import { printJson, printText, say } from "../../lib/terminal.ts";
import { runView } from "../../report/run_view.ts";
import { summaryText } from "../../report/summary_text.ts";
import type { FlagsOf } from "../flags/table.ts";
import { assertWritable } from "../out_file.ts";

/** @throws UserError where the files do not belong together, or `--out` is there already */
export async function run({ words: files, out, overwrite, json }: FlagsOf<"merge">): Promise<number> {
  if (files.includes(out))
    throw new UserError(`${out} is one of the files to be merged`, { hint: "give another --out" });
  await assertWritable(out);
  if (!overwrite && (await fileExists(out)))
    throw new UserError(`${out} exists already`, { hint: "--overwrite replaces it, --out names another" });
  const merged = mergeParts(await Promise.all(files.map(readPart)));
  await writeAtomically(out, copied(merged.lines));
  if (merged.run !== undefined) await writeRunFile(out, { ...merged.run, results: await sealOf(out) });
  if (merged.missingShards.length > 0)
    say(`shards that are missing: ${merged.missingShards.join(", ")}; their tasks count as failed`);
  await print(out, json);
  return 0;
}

async function print(out: string, json: boolean): Promise<void> {
  const { records, run } = await readRun(out);
  const { summary, model, dataset, sandbox, integrity, label, standIn } = runView(basename(out), records, run);
  const head = { label, model, dataset, sandbox, integrity, out };
  const text = process.stdout.isTTY && !json;
  const notice = standIn === "" ? {} : { standIn };
  if (text) printText(summaryText(summary, { ...head, ...notice }));
  else printJson({ ...summary, ...head });
}
