/** The flags of `feedback`. */
import type { Options } from "yargs";
import { z } from "zod";
import { FEEDBACK_BUDGET, LEAST_BUDGET } from "../agent/case_feedback.ts";
import { parseFlags, text, wholeFrom } from "./flags.ts";
import { SAMPLE_FILE, solutionOptions, solutionSchema } from "./solution_flags.ts";

export const feedbackOptions = {
  "solution-file": text("a JSON array of problems with solutions (default: the sample)", SAMPLE_FILE),
  ...solutionOptions,
  "max-chars": text("characters of feedback for one solution", String(FEEDBACK_BUDGET)),
} satisfies Record<string, Options>;

const flagSchema = z.object({
  "solution-file": z.string().min(1, "must name a file"),
  ...solutionSchema,
  "max-chars": wholeFrom(LEAST_BUDGET),
});
export type FeedbackFlags = z.infer<typeof flagSchema>;

export function parseFeedbackFlags(raw: Readonly<Record<string, unknown>>): FeedbackFlags {
  return parseFlags(flagSchema, raw);
}
