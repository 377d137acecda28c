/** The flags of `hygiene`. */
import type { Options } from "yargs";
import { z } from "zod";
import { flag, parseFlags, text } from "./flags.ts";
import { SAMPLE_FILE, solutionOptions, solutionSchema } from "./solution_flags.ts";

const { "model-key": _, ...options } = solutionOptions;
const { "model-key": __, ...schema } = solutionSchema;

export const hygieneOptions = {
  "solution-file": text("a JSON array of problems with known-good solutions (default: the sample)", SAMPLE_FILE),
  ...options,
  json: flag("print one JSON object"),
} satisfies Record<string, Options>;

const flagSchema = z.object({
  "solution-file": z.string().min(1, "must name a file"),
  ...schema,
  json: z.boolean(),
});
export type HygieneFlags = z.infer<typeof flagSchema>;

export function parseHygieneFlags(raw: Readonly<Record<string, unknown>>): HygieneFlags {
  return parseFlags(flagSchema, raw);
}
