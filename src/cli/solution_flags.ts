/** The flags that the commands on solution files have in common: which problems, where they run, how much is said. */
import { z } from "zod";
import { DEFAULT_RULE, IMPORT_PRELUDES } from "../core/index.ts";
import { shippedData } from "../lib/paths.ts";
import { choice, flag, oneOf, text, wholeFrom } from "./flags.ts";
import { LOG_LEVELS } from "./log_level.ts";
import { sandboxOptions, sandboxSchema } from "./sandbox_flags.ts";

/** The file that the project ships. */
export const SAMPLE_FILE = shippedData("sample_solutions.json");

const RULES = ["numbers", "exact"] as const;
const SANDBOXES = ["process", "docker", "remote"] as const;
const { "exec-concurrency": _, ...otherOptions } = sandboxOptions;
const { "exec-concurrency": __, ...otherSchema } = sandboxSchema;

export const solutionOptions = {
  "problem-id": text("only this problem, counted from 0"),
  "model-key": text("the field with the model's solutions, for example claude_solution"),
  ...otherOptions,
  sandbox: choice("where programs run", SANDBOXES, "process"),
  timeout: text("seconds a case may take, where the problem does not say", "10"),
  "exec-semaphore": text("programs that run at once (default: EXECUTION_SEMAPHORE, else 50; lowered to the cores)"),
  imports: choice("names put before a program", IMPORT_PRELUDES, "octopack"),
  compare: choice("how outputs are compared: numbers up to rounding, or exact text", RULES, DEFAULT_RULE),
  "log-level": choice("what is said on stderr", LOG_LEVELS, "INFO"),
  debug: flag("details of the sandbox and the model; stack traces"),
};

export const solutionSchema = {
  "problem-id": wholeFrom(0).optional(),
  "model-key": z.string().min(1, "must name a field").optional(),
  ...otherSchema,
  sandbox: oneOf(SANDBOXES),
  "exec-semaphore": wholeFrom(1).optional(),
  imports: oneOf(IMPORT_PRELUDES),
  compare: oneOf(RULES),
  "log-level": oneOf(LOG_LEVELS),
  debug: z.boolean(),
};
const flagsSchema = z.object(solutionSchema);
export type SolutionFlags = z.infer<typeof flagsSchema>;
