/** What is written of a run: one `SampleRecord` per sample of a task, with an `Attempt` for each turn. */
import { z } from "zod";
import { CODE_SOURCES, EXTRACTION_RULES } from "./candidate.ts";
import { failureSchema } from "./failure.ts";
import { FINISH_REASONS, MESSAGE_ROLES } from "./model.ts";
import type { DeepReadonly } from "./readonly.ts";
import { STOPS, STRATEGIES } from "./strategy.ts";
import { COMPARE_RULES, CONTEXTS } from "./task.ts";
import { VERDICTS } from "./verdict.ts";

/** Of the records that this version writes; those of older ones read, too. */
export const SCHEMA_VERSION = 1;

const seconds = z.number().nonnegative();
const count = z.number().int().nonnegative();
/** Exit status; null where a signal or the sandbox ended the process. */
const exitCode = z.number().int().nullable();
const verdict = z.enum(VERDICTS);
const finishReason = z.enum(FINISH_REASONS).default("unknown");

/** Tokens as the model's own tokenizer (or its server) counts them. */
export const tokenUsageSchema = z.object({ prompt_tokens: count, completion_tokens: count });
export type TokenUsage = DeepReadonly<z.infer<typeof tokenUsageSchema>>;

/** How a local model's answers were decoded; sums where there are several. */
const decodingSchema = z.object({
  /** `lookup` drafts tokens and checks them in one forward pass; `plain` is a pass for each token. */
  mode: z.enum(["lookup", "plain"]),
  /** Passes over the model, the one over the prompt among them. */
  forward_passes: count,
  /** Tokens that were drafted, and those of them that the model would have written itself. */
  drafted: count,
  accepted: count,
  /** Passes that were repeated for one token, whose two best logits were too close to trust a pass over several. */
  rechecked: count,
  /** Tokens of prompts that were read, and those that were known from an earlier call. */
  prefill_tokens: count,
  reused_tokens: count,
  /** Seconds of its own passes; of one that it shares with other answers, its share. */
  prefill_sec: seconds,
  decode_sec: seconds,
});
export type DecodingStats = DeepReadonly<z.infer<typeof decodingSchema>>;

/** How a program did on its stdin/stdout cases; cases count from 0. */
const casesSchema = z.object({
  passed: count,
  total: count,
  failed: z.array(count),
  /** How outputs were compared; records of version 0.1 do not say, and were compared by `decimals`. */
  compare: z.enum(COMPARE_RULES).exactOptional(),
});
export type CaseCounts = DeepReadonly<z.infer<typeof casesSchema>>;

/** What a search tried on one task. */
const searchSchema = z.object({
  /** Programs executed up to the one that passed, or all of them; the unchanged program is one of them. */
  attempts: count,
  /** How they ended. */
  verdicts: z.partialRecord(verdict, count),
  /** The edit that was tried first, before anything had been executed. */
  first_edit: z.string().nullable(),
  /** The edit that passed what the search was guided by. */
  edit: z.string().nullable(),
  ended_by: z.enum(["passed", "budget", "seconds", "no_more_edits", "sandbox_error"]),
  seconds,
});
export type SearchTrace = DeepReadonly<z.infer<typeof searchSchema>>;

/** What a model is sent. */
const promptSchema = z.array(z.object({ role: z.enum(MESSAGE_ROLES), content: z.string() }));

/** The tests that a model wrote for itself, and how it was asked for them. */
const ownTestsSchema = z.object({
  prompt: promptSchema,
  completion: z.string(),
  tests: z.array(z.string()),
  token_usage: tokenUsageSchema,
  seconds,
});
export type OwnTests = DeepReadonly<z.infer<typeof ownTestsSchema>>;

/** One propose-or-reflect → execute turn, as it is recorded. */
const attemptSchema = z.object({
  /** 0 for the proposal, 1 for the first repair, … */
  attempt: count,
  /** Exactly what the model was sent. */
  prompt: promptSchema,
  completion: z.string(),
  /** The edit that made it, where no model was asked. */
  edit: z.string().exactOptional(),
  finish_reason: finishReason,
  /** The code taken out of the completion; null when there is none. */
  candidate: z.string().nullable(),
  extraction: z.enum(CODE_SOURCES),
  /** How a repair was asked for; absent for first attempts, and where the conversation just went on. */
  strategy: z.enum(STRATEGIES).exactOptional(),
  /** Where the repair was sampled at another temperature than the run's. */
  temperature: z.number().nonnegative().exactOptional(),
  /** The earlier attempt whose program this is again, but for comments and blanks: it was not judged twice. */
  repeats: count.exactOptional(),
  /** The sentence of the rule that took it; absent in records of the first extraction, and where nothing was taken by it. */
  extraction_rule: z.enum(EXTRACTION_RULES).exactOptional(),
  verdict,
  exit_code: exitCode,
  stdout: z.string(),
  stderr: z.string(),
  runtime_sec: seconds,
  failure: failureSchema.exactOptional(),
  /** Only for stdin/stdout checks. */
  cases: casesSchema.exactOptional(),
  /** How it did on the tests that the model wrote for itself. */
  own_tests: z.object({ passed: count, total: count }).exactOptional(),
  timings_sec: z.object({ model: seconds, execute: seconds }),
  token_usage: tokenUsageSchema,
  /** Only for models that compute here. */
  decoding: decodingSchema.exactOptional(),
});
export type Attempt = DeepReadonly<z.infer<typeof attemptSchema>>;

/**
 * One line of a results file: one sample of one task. Its outcome is that of the last attempt, or for a stdin/stdout
 * check that of the attempt that passed most cases. Unknown fields are ignored, so that a file of a newer version
 * still reads.
 */
export const recordSchema = z.object({
  schema_version: z.number().int(),
  task_id: z.string().min(1),
  sample: count,
  model: z.string(),
  passed: z.boolean(),
  verdict,
  exit_code: exitCode,
  stdout: z.string(),
  stderr: z.string(),
  /** Seconds of work on it, the sum of `timings_sec`: not those that it waited for other tasks. */
  runtime_sec: seconds,
  /** Repairs made after the first attempt. */
  iters: count,
  timings_sec: z.object({ propose: seconds, execute: seconds, reflect: seconds }),
  token_usage: z.object({ propose: tokenUsageSchema, reflect: tokenUsageSchema }),
  /** Only for models that compute here. */
  decoding: decodingSchema.exactOptional(),
  completion: z.string(),
  candidate: z.string().nullable(),
  attempts: z.array(attemptSchema).min(1),
  /**
   * Where the examples of the specification guided the attempts: all that were made, judged by the examples. The one
   * that was handed in is the record's only attempt, judged once by the hidden tests.
   */
  candidates: z.array(attemptSchema).exactOptional(),
  /** What guided its attempts beside the examples, where the model was asked for tests; its tokens count with the first attempt's. */
  own_tests: ownTestsSchema.exactOptional(),
  /** Why there was no further attempt, where there could have been one. */
  stopped_by: z.enum(STOPS).exactOptional(),
  /** What a search tried; only two of its programs are attempts: the first, and the one that passed. */
  search: searchSchema.exactOptional(),
  /** "search" or the model's name, where both were tried and the task is solved. */
  solved_by: z.string().exactOptional(),
  /** The attempt whose outcome this is; only for stdin/stdout checks. */
  best_attempt: count.exactOptional(),
  finish_reason: finishReason,
  context: z.enum(CONTEXTS),
  bug_type: z.string().default(""),
  failure_symptoms: z.string().default(""),
  /** Of the configuration that made it. */
  config_hash: z.string(),
});
export type SampleRecord = DeepReadonly<z.infer<typeof recordSchema>>;
