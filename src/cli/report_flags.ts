/** The flags of the commands on results files. */
import type { Options } from "yargs";
import { z } from "zod";
import { EXTRACTORS, IMPORT_PRELUDES } from "../core/index.ts";
import { THEMES } from "../report/picture/theme.ts";
import { choice, flag, oneOf, parseFlags, text } from "./flags.ts";
import { sandboxOptions, sandboxSchema } from "./sandbox_flags.ts";

const file = z.string().min(1, "must name a file");
const datasetPath = text("the data set, where the run file does not lead to it");
const required = (description: string): Options => ({ ...text(description), demandOption: true });
const jsonFlag = flag("print one JSON object, also on a terminal");

type Raw = Readonly<Record<string, unknown>>;

// --------------------------------------------------------------------------------------------- pictures, pages

export const visualizeOptions = {
  input: required("results file"),
  output: text("picture (default: beside the results file)"),
  theme: choice("colours", THEMES, "dark"),
} satisfies Record<string, Options>;

const visualizeSchema = z.object({ input: file, output: file.optional(), theme: oneOf(THEMES) });
export type VisualizeFlags = z.infer<typeof visualizeSchema>;
export const parseVisualizeFlags = (raw: Raw): VisualizeFlags => parseFlags(visualizeSchema, raw);

export const reportOptions = {
  input: {
    ...required("results file; repeat it to compare runs, the first is what the others are held against"),
    array: true,
  },
  output: text("page", "report.html"),
  "dataset-path": datasetPath,
} satisfies Record<string, Options>;

const reportSchema = z.object({ input: z.array(file).min(1), output: file, "dataset-path": file.optional() });
export type ReportFlags = z.infer<typeof reportSchema>;
export const parseReportFlags = (raw: Raw): ReportFlags => parseFlags(reportSchema, raw);

// --------------------------------------------------------------------------------------------- judging again

export const rescoreOptions = {
  input: required("results file"),
  extractor: choice("how code is taken out of a completion", EXTRACTORS, "default"),
  imports: text(`names put before a candidate's code: ${IMPORT_PRELUDES.join(", ")} (default: as in the run)`),
  "dataset-path": datasetPath,
  out: text("write the records as they are now"),
  overwrite: flag("replace an existing --out"),
  ...sandboxOptions,
  json: jsonFlag,
} satisfies Record<string, Options>;

const rescoreSchema = z.object({
  input: file,
  extractor: oneOf(EXTRACTORS),
  imports: oneOf(IMPORT_PRELUDES).optional(),
  "dataset-path": file.optional(),
  out: file.optional(),
  overwrite: z.boolean(),
  ...sandboxSchema,
  json: z.boolean(),
});
export type RescoreFlags = z.infer<typeof rescoreSchema>;
export const parseRescoreFlags = (raw: Raw): RescoreFlags => parseFlags(rescoreSchema, raw);

export const verifyOptions = {
  "dataset-path": datasetPath,
  ...sandboxOptions,
  json: jsonFlag,
} satisfies Record<string, Options>;

const verifySchema = z.object({ run: file, "dataset-path": file.optional(), ...sandboxSchema, json: z.boolean() });
export type VerifyFlags = z.infer<typeof verifySchema>;
export const parseVerifyFlags = (raw: Raw): VerifyFlags => parseFlags(verifySchema, raw);

// --------------------------------------------------------------------------------------------- other formats

const EXPORTS = ["csv", "evalplus", "bigcode"] as const;

export const exportOptions = {
  input: required("results file"),
  format: choice(
    "csv: one row per sample; evalplus: task_id and solution; bigcode: task_id and completion",
    EXPORTS,
    "csv",
  ),
  output: text("file (default: stdout)"),
} satisfies Record<string, Options>;

const exportSchema = z.object({ input: file, format: oneOf(EXPORTS), output: file.optional() });
export type ExportFlags = z.infer<typeof exportSchema>;
export const parseExportFlags = (raw: Raw): ExportFlags => parseFlags(exportSchema, raw);

export const importOptions = {
  input: required("samples: JSON Lines with task_id, and solution or completion"),
  output: required("file that `--model replay:FILE` reads"),
  "dataset-path": text("the data set that the samples answer (default: HumanEvalFix)"),
} satisfies Record<string, Options>;

const importSchema = z.object({ input: file, output: file, "dataset-path": file.optional() });
export type ImportFlags = z.infer<typeof importSchema>;
export const parseImportFlags = (raw: Raw): ImportFlags => parseFlags(importSchema, raw);

export const mergeOptions = {
  out: required("merged results file"),
  overwrite: flag("replace an existing --out"),
  json: jsonFlag,
} satisfies Record<string, Options>;

const mergeSchema = z.object({ files: z.array(file).min(1), out: file, overwrite: z.boolean(), json: z.boolean() });
export type MergeFlags = z.infer<typeof mergeSchema>;
export const parseMergeFlags = (raw: Raw): MergeFlags => parseFlags(mergeSchema, raw);
