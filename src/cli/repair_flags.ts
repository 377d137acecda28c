/** The flags of `repair`. */
import { basename, dirname, extname, join } from "node:path";
import type { Options } from "yargs";
import { z } from "zod";
import { usageError } from "../lib/errors.ts";
import { DEVICES } from "../models/index.ts";
import { apiOptions, apiSchema } from "./api_flags.ts";
import { choice, flag, numberFlag, oneOf, parseFlags, seconds, text, wholeFrom } from "./flags.ts";
import { solutionOptions, solutionSchema } from "./solution_flags.ts";

export const repairOptions = {
  "solution-file": { ...text("a JSON array of problems with solutions"), demandOption: true },
  "problem-ids": text("only these problems: 0,2,5"),
  range: text("only these problems, both ends included: 0-9"),
  "model-name": {
    ...text("who repairs: a name as for --model of the default command"),
    alias: "model",
  },
  ...apiOptions,
  "max-iterations": text("answers that the model may give to one problem", "3"),
  "target-ratio": text("share of the cases that is enough", "1.0"),
  "output-file": text("the improved file (default: improved_<input>, beside the input)"),
  "max-new-tokens": text("tokens an answer may have", "4000"),
  temperature: text("0 is greedy; left out for models that refuse it", "0.2"),
  "answer-timeout": text("seconds an answer may take (default: no limit)"),
  seed: text("sampling seed", "0"),
  "concurrent-problems": text("problems in work at once", "3"),
  "llm-semaphore": text("requests to the model in flight (default: LLM_SEMAPHORE, else 5)"),
  revision: text("branch, tag or commit of a hub repository (default: main)"),
  dtype: text("weights of a local model: fp32, fp16, q8, q4, …"),
  device: choice("where a local model computes", DEVICES, "cpu"),
  threads: text("threads of a local model"),
  resume: flag("go on with an interrupted run"),
  "force-resume": flag("resume although model, data or settings differ"),
  overwrite: flag("replace existing output"),
  json: flag("print one JSON object"),
  ...solutionOptions,
} satisfies Record<string, Options>;

const flagSchema = z.object({
  "solution-file": z.string().min(1, "must name a file"),
  "problem-ids": z
    .string()
    .regex(/^\s*\d+(\s*,\s*\d+)*\s*$/, "must be numbers with commas between")
    .optional(),
  range: z
    .string()
    .regex(/^\d+-\d+$/, "must be two numbers with a hyphen between")
    .optional(),
  "model-name": z.string().optional(),
  ...apiSchema,
  "max-iterations": wholeFrom(0),
  "target-ratio": numberFlag((it) => it > 0 && it <= 1, "must be above 0 and at most 1"),
  "output-file": z.string().min(1, "must name a file").optional(),
  "max-new-tokens": wholeFrom(1),
  temperature: numberFlag((it) => it >= 0, "must be a number of at least 0"),
  "answer-timeout": seconds.optional(),
  seed: wholeFrom(0),
  "concurrent-problems": wholeFrom(1),
  "llm-semaphore": wholeFrom(1).optional(),
  revision: z.string().optional(),
  dtype: z.string().optional(),
  device: oneOf(DEVICES),
  threads: wholeFrom(1).optional(),
  resume: z.boolean(),
  "force-resume": z.boolean(),
  overwrite: z.boolean(),
  json: z.boolean(),
  ...solutionSchema,
});
export type RepairFlags = z.infer<typeof flagSchema>;

/** @throws UserError (exit code 2) that names the flag */
export function parseRepairFlags(raw: Readonly<Record<string, unknown>>): RepairFlags {
  const flags = parseFlags(flagSchema, raw);
  const ways = (["problem-id", "problem-ids", "range"] as const).filter((name) => flags[name] !== undefined);
  if (ways.length > 1) throw usageError(`${ways.map((name) => `--${name}`).join(" and ")} exclude each other`);
  if (flags.overwrite && (flags.resume || flags["force-resume"]))
    throw usageError("--overwrite and --resume exclude each other");
  return flags;
}

/**
 * The positions that were asked for, in the order of the file, each once; undefined: all.
 *
 * @throws UserError (exit code 2) for a range that runs backwards
 */
export function selectedPositions(flags: RepairFlags): number[] | undefined {
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

/** The files that a repair writes. */
export interface RepairPaths {
  readonly output: string;
  readonly records: string;
  readonly summary: string;
}

/** @throws UserError (exit code 2) where the output would replace the input */
export function repairPaths(flags: RepairFlags): RepairPaths {
  const input = flags["solution-file"];
  const output = flags["output-file"] ?? join(dirname(input), `improved_${basename(input)}`);
  if (output === input) throw usageError("--output-file is the solution file itself", "give it another name");
  const stem = basename(output, extname(output));
  return {
    output,
    records: join(dirname(output), `${stem}.jsonl`),
    summary: join(dirname(output), `summary_${stem}.json`),
  };
}
