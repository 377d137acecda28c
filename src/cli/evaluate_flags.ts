/** The flags of the default command: how they read in `--help`, and what they must be. */
import type { Options } from "yargs";
import { z } from "zod";
import { FEEDBACKS } from "../agent/prompts.ts";
import { CONTEXTS, IMPORT_PRELUDES, LANGUAGES, type Shard } from "../core/index.ts";
import { usageError } from "../lib/errors.ts";
import { PROGRAM } from "../lib/paths.ts";
import { DECODINGS, DEVICES, type ModelSpec } from "../models/index.ts";
import { apiOptions, apiSchema, specOf } from "./api_flags.ts";
import { choice, flag, inGroup, numberFlag, oneOf, parseFlags, seconds, text, wholeFrom } from "./flags.ts";
import { sandboxOptions, sandboxSchema } from "./sandbox_flags.ts";

const GUIDES = ["tests", "examples"] as const;

const modelOptions = {
  model: text(
    "Hugging Face id, alias, local folder, openai:NAME, anthropic:NAME, search, search+MODEL, replay:FILE, scripted:FILE, builtin:copy (default: Qwen/Qwen2.5-0.5B-Instruct)",
  ),
  cascade: text("search,MODEL: the search first, and the model for what is left"),
  ...apiOptions,
  revision: text("branch, tag or commit of a hub repository (default: main)"),
  dtype: text("weights of a local model: fp32, fp16, q8, q4, … (default: q4 where the repository has it)"),
  device: choice("where a local model computes", DEVICES, "cpu"),
  threads: text("threads of a local model (default: the runtime's choice)"),
  decoding: choice("how a local model writes: the same text, guessing ahead or token by token", DECODINGS, "lookup"),
  batch: text("answers that a local model writes side by side, where that changes none of them", "1"),
} as const satisfies Record<string, Options>;

const taskOptions = {
  "dataset-path": text("a .jsonl or .parquet file in the HumanEvalPack schema (default: HumanEvalFix)"),
  language: choice("which part of HumanEvalPack, without --dataset-path", LANGUAGES, "python"),
  "task-id": { ...text("only these tasks; repeatable, or separated by commas"), array: true },
  max: text("only the first N tasks"),
  shard: text("only part I of N of the tasks, as I/N; `merge` puts the files together"),
} as const satisfies Record<string, Options>;

const attemptOptions = {
  context: choice("what the model may see of the task", CONTEXTS, "docs"),
  iters: text("repair attempts after the first", "0"),
  feedback: choice("what a repair attempt is told of the failure", FEEDBACKS, "assertion"),
  samples: text("independent samples per task, for pass@k; needs a temperature above 0", "1"),
  temperature: text("0 is greedy", "0"),
  "top-p": text("nucleus sampling: keep the likeliest tokens up to this share", "1"),
  seed: text("sampling seed", "0"),
  "max-new-tokens": text("tokens an answer may have", "512"),
  "stop-at-code": flag("end a local model's answer where the block with the repaired function has closed"),
  "answer-timeout": text("seconds an answer may take (default: no limit)"),
  imports: choice("names put before a candidate's code", IMPORT_PRELUDES, "octopack"),
  "search-budget": text("with --model search: programs to try on a task", "500"),
  "search-seconds": text("with --model search: seconds to try on a task", "30"),
  "search-guide": choice("with --model search: what says that a program is right", GUIDES, "tests"),
} as const satisfies Record<string, Options>;

const outputOptions = {
  out: text("results file (default: results/<model>-<dataset>.jsonl)"),
  resume: flag("go on with an interrupted run"),
  "force-resume": flag("resume although model, data or settings differ"),
  overwrite: flag("replace an existing results file"),
  concurrency: text("tasks in flight (default: 2 for a model that computes here, 5 for one behind an API)"),
  visualize: flag("draw the results as a picture beside the results file"),
  json: flag("print one JSON object, also on a terminal"),
  quiet: flag("no progress"),
  verbose: flag("a line per task"),
  debug: flag("details of the sandbox and the model; stack traces"),
} as const satisfies Record<string, Options>;

/** All values are read as text, so that zod and not yargs says what is wrong with them. */
export const evaluateOptions = {
  ...inGroup("Model", modelOptions),
  ...inGroup("Tasks", taskOptions),
  ...inGroup("Attempts", attemptOptions),
  ...inGroup("Run and results", outputOptions),
  ...sandboxOptions,
};

export const EXAMPLES: [string, string][] = [
  [`${PROGRAM} --model Qwen/Qwen2.5-0.5B-Instruct --max 5`, "five tasks of HumanEvalFix with a local model"],
  [`${PROGRAM} --model qwen2.5-coder-1.5b --iters 2 --resume`, "two repairs per task; goes on where it stopped"],
  [`${PROGRAM} --model search`, "no model: small edits, with the tests as the guide"],
  [`${PROGRAM} --model replay:results/saved.jsonl`, "judge saved completions again"],
  [`${PROGRAM} --dataset-path dataset/sample_python.jsonl --model builtin:copy`, "the built-in stand-in, offline"],
];

const SHARD = "must be I/N with I from 1 to N";

const shardFlag = z
  .string()
  .refine((it) => /^\d{1,6}\/\d{1,6}$/.test(it), { message: SHARD })
  .transform((it): Shard => {
    const [index = 0, of = 0] = it.split("/").map(Number);
    return { index, of };
  })
  .refine(({ index, of }) => index >= 1 && index <= of, { message: SHARD });

const flagSchema = z.object({
  model: z.string().optional(),
  ...apiSchema,
  "dataset-path": z.string().optional(),
  language: oneOf(LANGUAGES),
  "task-id": z.array(z.string()).optional(),
  max: wholeFrom(1).optional(),
  shard: shardFlag.optional(),
  context: oneOf(CONTEXTS),
  "search-budget": wholeFrom(1),
  "search-seconds": seconds,
  "search-guide": oneOf(GUIDES),
  cascade: z.string().optional(),
  iters: wholeFrom(0),
  feedback: oneOf(FEEDBACKS),
  temperature: numberFlag((it) => it >= 0, "must be a number of at least 0"),
  "top-p": numberFlag((it) => it > 0 && it <= 1, "must be above 0 and at most 1"),
  "max-new-tokens": wholeFrom(1),
  "stop-at-code": z.boolean(),
  "answer-timeout": seconds.optional(),
  seed: wholeFrom(0),
  samples: wholeFrom(1),
  revision: z.string().optional(),
  dtype: z.string().optional(),
  device: oneOf(DEVICES),
  decoding: oneOf(DECODINGS),
  batch: wholeFrom(1),
  threads: wholeFrom(1).optional(),
  ...sandboxSchema,
  imports: oneOf(IMPORT_PRELUDES),
  concurrency: wholeFrom(1).optional(),
  out: z.string().min(1, "must name a file").optional(),
  resume: z.boolean(),
  "force-resume": z.boolean(),
  overwrite: z.boolean(),
  visualize: z.boolean(),
  json: z.boolean(),
  quiet: z.boolean(),
  verbose: z.boolean(),
  debug: z.boolean(),
});
export type EvaluateFlags = z.infer<typeof flagSchema> & {
  /** What `--model` and its companions name. */
  readonly spec: ModelSpec;
};

/**
 * Checks the flags together.
 *
 * @throws UserError (exit code 2) that names the flag
 */
export function parseEvaluateFlags(raw: Readonly<Record<string, unknown>>): EvaluateFlags {
  const given = parseFlags(flagSchema, raw);
  const flags = { ...given, spec: specOf(given.model, given) };
  const { spec } = flags;
  if (flags.overwrite && (flags.resume || flags["force-resume"]))
    throw usageError("--overwrite and --resume exclude each other");
  if (flags.batch > 1 && flags.decoding === "plain")
    throw usageError("--batch above 1 needs --decoding lookup: the library's own loop writes one answer at a time");
  if (flags.samples > 1 && spec.kind === "search" && spec.turn === "alone")
    throw usageError("--samples above 1 is of no use with --model search: it tries the same each time");
  if (flags.samples > 1 && flags.temperature === 0 && spec.kind !== "replay" && spec.kind !== "scripted")
    throw usageError("--samples above 1 needs --temperature above 0: greedy samples are all the same");
  return flags;
}
