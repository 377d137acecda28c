/** The flags of `compare`. */
import { extname } from "node:path";
import type { Options } from "yargs";
import { z } from "zod";
import { usageError } from "../lib/errors.ts";
import { flag, parseFlags, text } from "./flags.ts";
import { solutionOptions, solutionSchema } from "./solution_flags.ts";

export const compareOptions = {
  "original-file": { ...text("a solution file, or the results file of a run"), demandOption: true },
  "improved-file": { ...text("the improved solution file, or the results file of another run"), demandOption: true },
  ...solutionOptions,
  "output-file": text("write the comparison as JSON"),
  force: flag("compare runs although context, data or attempts differ"),
  json: flag("print one JSON object"),
} satisfies Record<string, Options>;

const flagSchema = z.object({
  "original-file": z.string().min(1, "must name a file"),
  "improved-file": z.string().min(1, "must name a file"),
  ...solutionSchema,
  "output-file": z.string().min(1, "must name a file").optional(),
  force: z.boolean(),
  json: z.boolean(),
});
export type CompareFlags = z.infer<typeof flagSchema>;

export function parseCompareFlags(raw: Readonly<Record<string, unknown>>): CompareFlags {
  const flags = parseFlags(flagSchema, raw);
  const files = [flags["original-file"], flags["improved-file"]];
  const [run, other] = [files.find(isRun), files.find((file) => !isRun(file))];
  if (run !== undefined && other !== undefined)
    throw usageError(`${run} is a results file (.jsonl), ${other} is not`, "compare two of a kind");
  return flags;
}

/** A results file rather than a solution file. */
export function isRun(path: string): boolean {
  return extname(path).toLowerCase() === ".jsonl";
}
