/** `export`: a results file as CSV, or as samples that other harnesses read. */
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "csv-stringify/sync";
import type { SampleRecord } from "../../core/index.ts";
import { integrityWords, savedIntegrity } from "../../evaluation/integrity.ts";
import { readRun } from "../../evaluation/runs_compare.ts";
import { sampleFiles, samplesText } from "../../evaluation/samples/write_samples.ts";
import { UserError, usageError } from "../../lib/errors.ts";
import { fileExists, makeFolder, notWritten } from "../../lib/files.ts";
import { printContent } from "../../lib/terminal.ts";
import { writeReport } from "../../report/write_report.ts";
import type { FlagsOf } from "../flags/table.ts";

export async function run({ input, format, out }: FlagsOf<"export">): Promise<number> {
  const { records, run: file } = await readRun(input);
  if (format === "folder") {
    if (out === undefined) throw usageError("--format folder needs --out", "it names the folder to be made");
    await writeFolder(out, records);
    return 0;
  }
  const integrity = integrityWords(savedIntegrity(file, records));
  const content = format === "csv" ? toCsv(records, integrity) : samplesText(format, records, file);
  if (out === undefined) printContent(content);
  else await writeReport(out, content);
  return 0;
}

/** A new folder: files of an older one would count as samples. */
async function writeFolder(out: string, records: readonly SampleRecord[]): Promise<void> {
  if (await fileExists(out)) throw new UserError(`${out} exists already`, { hint: "give another --out" });
  try {
    for (const { path, text } of sampleFiles(records)) {
      await makeFolder(dirname(join(out, path)));
      await writeFile(join(out, path), text);
    }
  } catch (cause) {
    throw notWritten(out, cause);
  }
}

/**
 * A row per sample, with the integrity level of the verdicts. Cells that a spreadsheet would take for a formula get an apostrophe before them: a completion must
 * not compute anything on the machine of who reads it.
 */
export function toCsv(records: readonly SampleRecord[], integrity: string): string {
  return stringify(
    records.map((record) => ({ ...toRow(record), integrity })),
    { header: true, escape_formulas: true },
  );
}

function toRow(record: SampleRecord): Record<string, string | number> {
  const { token_usage: tokens, timings_sec: times } = record;
  return {
    task_id: record.task_id,
    sample: record.sample,
    model: record.model,
    passed: String(record.passed),
    verdict: record.verdict,
    first_verdict: record.attempts[0]?.verdict ?? "",
    attempts: record.attempts.length,
    runtime_sec: record.runtime_sec,
    propose_sec: times.propose,
    execute_sec: times.execute,
    reflect_sec: times.reflect,
    prompt_tokens: tokens.propose.prompt_tokens + tokens.reflect.prompt_tokens,
    completion_tokens: tokens.propose.completion_tokens + tokens.reflect.completion_tokens,
    finish_reason: record.finish_reason,
    context: record.context,
    bug_type: record.bug_type,
    failure_symptoms: record.failure_symptoms,
    exit_code: record.exit_code ?? "",
    error: record.stderr.trimEnd().split("\n").at(-1) ?? "",
    candidate: record.candidate ?? "",
    completion: record.completion,
    config_hash: record.config_hash,
  };
}
