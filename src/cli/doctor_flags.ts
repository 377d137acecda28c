/** The flags of `doctor`. */
import type { Options } from "yargs";
import { z } from "zod";
import { IMPORT_PRELUDES } from "../core/index.ts";
import { choice, flag, oneOf, parseFlags, text } from "./flags.ts";
import { sandboxOptions, sandboxSchema } from "./sandbox_flags.ts";

export const doctorOptions = {
  "dataset-path": text("judge this data set's canonical and buggy solutions (default: the sample tasks)"),
  model: text("load this model and ask it something"),
  out: text("check that results can be written here", "results"),
  attack: flag("run the whole attack suite, and print what stopped each attack"),
  ...sandboxOptions,
  imports: choice("names put before a candidate's code", IMPORT_PRELUDES, "octopack"),
  debug: flag("details of the sandbox; stack traces"),
} as const satisfies Record<string, Options>;

const doctorSchema = z.object({
  "dataset-path": z.string().optional(),
  model: z.string().min(1).optional(),
  out: z.string().min(1),
  attack: z.boolean(),
  ...sandboxSchema,
  imports: oneOf(IMPORT_PRELUDES),
  debug: z.boolean(),
});
export type DoctorFlags = z.infer<typeof doctorSchema>;

/** @throws UserError (exit code 2) that names the flag */
export function parseDoctorFlags(raw: Readonly<Record<string, unknown>>): DoctorFlags {
  return parseFlags(doctorSchema, raw);
}
