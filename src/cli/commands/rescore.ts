/** `rescore`: judges saved completions under another extractor or other imports, without a model. */

import { EXTRACTION_VERSION } from "../../agent/extraction.ts";
import { extractorOf } from "../../agent/extractors.ts";
import { savedPreset } from "../../agent/presets/index.ts";
import { IMPORT_PRELUDES, type ImportPrelude } from "../../core/index.ts";
import { configHash } from "../../evaluation/config.ts";
import { type Audit, auditOf, type Rejudged, type RejudgeParts } from "../../evaluation/rejudge.ts";
import { writeRunFile } from "../../evaluation/run_file.ts";
import { type RunData, readRun } from "../../evaluation/runs_compare.ts";
import { sealOf } from "../../evaluation/seal.ts";
import { UserError } from "../../lib/errors.ts";
import { fileExists, writeAtomically } from "../../lib/files.ts";
import { jsonLine } from "../../lib/jsonl.ts";
import { printJson, printText } from "../../lib/terminal.ts";
import { type AuditHead, auditText } from "../../report/audit_text.ts";
import type { FlagsOf } from "../flags/table.ts";
import { assertWritable } from "../out_file.ts";
import { judgeAgain, requireDataset } from "../rejudge_parts.ts";
import { assertOwnData } from "../run_tasks.ts";
import { limitsOf } from "../sandbox_parts.ts";

/** @returns 1 where the sandbox failed on a record, 130 where it was interrupted */
export async function run(flags: FlagsOf<"rescore">): Promise<number> {
  const run = await readRun(flags.input);
  await assertFreeOut(flags);
  const data = await requireDataset(run, flags["dataset-path"]);
  assertOwnData(run, data, `its answers are judged on other data by --model replay:${flags.input} --dataset-path FILE`);
  const imports = flags.imports ?? recordedImports(run);
  const ofPreset = flags.extractor === "default" ? savedPreset(run.run?.config) : undefined;
  const extractor = ofPreset?.extract ?? extractorOf(flags.extractor);
  const extract: RejudgeParts["extract"] = ({ completion }, task) => extractor(completion, task);
  const judge = flags.judge;
  const judged = await judgeAgain({ run, data, extract, imports, judge, limits: limitsOf(flags), flags });
  if (judged === undefined) return 130;
  const settings = { extractor: flags.extractor, imports, judge };
  if (flags.out !== undefined) await writeRescored(flags.out, run, judged, settings);
  print({ input: flags.input, ...settings, ...auditOf(judged), ...(flags.out && { out: flags.out }) }, flags.json);
  return judged.some(({ after }) => after.verdict === "sandbox_error") ? 1 : 0;
}

async function assertFreeOut({ out, overwrite }: FlagsOf<"rescore">): Promise<void> {
  if (out === undefined) return;
  await assertWritable(out);
  if (overwrite || !(await fileExists(out))) return;
  throw new UserError(`${out} exists already`, { hint: "--overwrite replaces it, --out names another" });
}

function recordedImports({ run }: RunData): ImportPrelude {
  return IMPORT_PRELUDES.find((it) => it === run?.config.imports) ?? "octopack";
}

/** The records as they are now, under a configuration of their own: they are no longer what the run measured. */
async function writeRescored(
  out: string,
  { run }: RunData,
  judged: readonly Rejudged[],
  settings: { readonly extractor: string; readonly imports: string; readonly judge: FlagsOf<"rescore">["judge"] },
): Promise<void> {
  const { extractor, imports, judge } = settings;
  const ofOther = judge === "own" ? {} : { rescored_judge: judge };
  const config = { ...run?.config, imports, extraction: EXTRACTION_VERSION, rescored_with: extractor, ...ofOther };
  const config_hash = configHash(config);
  const lines = judged.map(({ after }) => jsonLine({ ...after, schema_version: 1, config_hash }));
  await writeAtomically(out, lines);
  if (run === undefined) return;
  const forged = judge === "in-process" ? ({ integrity: "exit-status" } as const) : {};
  const label = `${run.label}, rescored (extractor ${extractor}, imports ${imports}, ${judge === "own" ? "own judge" : "forgeable: judged in one process"})`;
  await writeRunFile(out, { ...run, label, config, config_hash, ...forged, results: await sealOf(out) });
}

type Printed = Audit & AuditHead & { readonly input: string; readonly out?: string };

function print(result: Printed, json: boolean): void {
  if (process.stdout.isTTY && !json) printText(auditText(result));
  else printJson(result);
}
