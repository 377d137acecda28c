/** `verify`: judges every saved completion again and checks every hash. */

import { z } from "zod";
import { extractCode } from "../../agent/extraction.ts";
import { extractorOf } from "../../agent/extractors.ts";
import { savedPreset } from "../../agent/presets/index.ts";
import { type Attempt, type Candidate, EXTRACTORS, IMPORT_PRELUDES, type Limits, type Task } from "../../core/index.ts";
import { type RunData, readRun } from "../../evaluation/runs_compare.ts";
import { sealOf } from "../../evaluation/seal.ts";
import { type CheckResult, checkFiles, checkVerdicts, isOfEarlierExtraction } from "../../evaluation/verify.ts";
import { UserError, usageError } from "../../lib/errors.ts";
import { PROGRAM } from "../../lib/paths.ts";
import { printJson, printText } from "../../lib/terminal.ts";
import { visibleLine } from "../../lib/visible_text.ts";
import type { FlagsOf } from "../flags/table.ts";
import { judgeAgain, requireDataset } from "../rejudge_parts.ts";
import { limitsOf } from "../sandbox_parts.ts";

/** @returns 1 where something does not hold, 130 where it was interrupted */
export async function run(flags: FlagsOf<"verify">): Promise<number> {
  const [named] = flags.words;
  if ((named === undefined) === (flags.input === undefined))
    throw usageError(`name one results file: ${PROGRAM} verify RUN`);
  const path = (named ?? flags.input ?? "").replace(/\.run\.json$/, "");
  const run = await readRun(path);
  const data = await requireDataset(run, flags["dataset-path"]);
  const files = checkFiles({ records: run.records, run: run.run, data, seal: await sealOf(path) });
  const { imports, limits, extract } = settingsOf(run, limitsOf(flags));
  const judged = await judgeAgain({ run, data, extract, imports, limits, flags });
  if (judged === undefined) return 130;
  const checks = [...files, checkVerdicts(judged, run.run)];
  const holds = checks.every(({ result }) => result !== "failed");
  print({ run: path, holds, records: run.records.length, checks }, flags.json);
  return holds ? 0 : 1;
}

const positive = z.number().positive();
const limitsSchema = z.object({
  timeoutSec: positive,
  cpuSec: positive,
  memoryBytes: positive,
  processes: positive,
  outputBytes: positive,
  fileBytes: positive,
  diskBytes: positive,
  openFiles: positive,
}) satisfies z.ZodType<Limits>;

/** The settings that decided the verdicts, as they were recorded. */
function settingsOf({ run, path }: RunData, fallback: Limits) {
  const extractor = EXTRACTORS.find((it) => it === run?.config.rescored_with);
  const extract = extractor === undefined ? (savedPreset(run?.config)?.extract ?? extractCode) : extractorOf(extractor);
  const limits = run === undefined ? { data: fallback } : limitsSchema.safeParse(run.config.limits);
  if (limits.data === undefined) throw new UserError(`${path}.run.json does not say which limits candidates had`);
  return {
    imports: IMPORT_PRELUDES.find((it) => it === run?.config.imports) ?? "octopack",
    limits: limits.data,
    extract: (attempt: Attempt, task: Task): Candidate =>
      (extractor ?? "default") === "default" && isOfEarlierExtraction(attempt, run)
        ? { code: attempt.candidate ?? undefined, source: attempt.extraction }
        : extract(attempt.completion, task),
  } as const;
}

interface Outcome {
  readonly run: string;
  readonly holds: boolean;
  readonly records: number;
  readonly checks: readonly CheckResult[];
}

function print(outcome: Outcome, json: boolean): void {
  if (json || !process.stdout.isTTY) {
    printJson(outcome);
    return;
  }
  const widest = Math.max(...outcome.checks.map(({ check }) => check.length));
  const lines = outcome.checks.map(
    ({ check, result, detail }) => `  ${result.padEnd(8)} ${check.padEnd(widest)}  ${visibleLine(detail)}`,
  );
  const end = outcome.holds ? "The file holds." : "The file does not hold.";
  printText(`\n${lines.join("\n")}\n\n  ${end}\n`);
}
