/** What is written of a run: one `SampleRecord` per sample of a task, with an `Attempt` for each turn. */
import type { Candidate } from "./candidate.ts";
import type { Failure } from "./execution.ts";
import type { FinishReason } from "./model.ts";
import type { Context } from "./task.ts";
import type { Verdict } from "./verdict.ts";

/** Tokens as the model's own tokenizer (or its server) counts them. */
export interface TokenUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}

/** How a local model's answers were decoded; sums where there are several. */
export interface DecodingStats {
  /** `lookup` guesses ahead and checks the guesses in one pass; `plain` is a pass for each token. */
  readonly mode: "lookup" | "plain";
  /** Passes over the model, the one over the prompt among them. */
  readonly forward_passes: number;
  /** Tokens that were guessed, and those of them that the model would have written itself. */
  readonly drafted: number;
  readonly accepted: number;
  /** Passes that were repeated for one token, whose two best logits were too close to trust a pass over several. */
  readonly rechecked: number;
  /** Tokens of prompts that were read, and those that were known from an earlier call. */
  readonly prefill_tokens: number;
  readonly reused_tokens: number;
  /** Seconds of its own passes; of one that it shares with other answers, its share. */
  readonly prefill_sec: number;
  readonly decode_sec: number;
}

/** How a program did on its stdin/stdout cases; cases count from 0. */
export interface CaseCounts {
  readonly passed: number;
  readonly total: number;
  readonly failed: readonly number[];
}

/** What a search tried on one task. */
export interface SearchTrace {
  /** Programs executed up to the one that passed, or all of them; the unchanged program is one of them. */
  readonly attempts: number;
  /** How they ended. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** The edit that was tried first, before anything had been executed. */
  readonly first_edit: string | null;
  /** The edit that passed what the search was guided by. */
  readonly edit: string | null;
  readonly ended_by: "passed" | "budget" | "seconds" | "no_more_edits" | "sandbox_error";
  readonly seconds: number;
}

/** One propose-or-reflect → execute turn, as it is recorded. */
export interface Attempt {
  /** 0 for the proposal, 1 for the first repair, … */
  readonly attempt: number;
  /** Exactly what the model was sent. */
  readonly prompt: readonly { readonly role: "system" | "user" | "assistant"; readonly content: string }[];
  readonly completion: string;
  /** The edit that made it, where no model was asked. */
  readonly edit?: string;
  readonly finish_reason: FinishReason;
  /** The code taken out of the completion; null when there is none. */
  readonly candidate: string | null;
  readonly extraction: Candidate["source"];
  readonly verdict: Verdict;
  readonly exit_code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly runtime_sec: number;
  readonly failure?: Failure;
  /** Only for stdin/stdout checks. */
  readonly cases?: CaseCounts;
  readonly timings_sec: { readonly model: number; readonly execute: number };
  readonly token_usage: TokenUsage;
  /** Only for models that compute here. */
  readonly decoding?: DecodingStats;
}

/**
 * One line of a results file: one sample of one task. Its outcome is that of the last attempt, or for a stdin/stdout
 * check that of the attempt that passed most cases.
 */
export interface SampleRecord {
  readonly schema_version: number;
  readonly task_id: string;
  readonly sample: number;
  readonly model: string;
  readonly passed: boolean;
  readonly verdict: Verdict;
  readonly exit_code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Seconds of work on it, the sum of `timings_sec`: not those that it waited for other tasks. */
  readonly runtime_sec: number;
  /** Repairs made after the first attempt. */
  readonly iters: number;
  readonly timings_sec: { readonly propose: number; readonly execute: number; readonly reflect: number };
  readonly token_usage: { readonly propose: TokenUsage; readonly reflect: TokenUsage };
  /** Only for models that compute here. */
  readonly decoding?: DecodingStats;
  readonly completion: string;
  readonly candidate: string | null;
  readonly attempts: readonly Attempt[];
  /** What a search tried; only two of its programs are attempts: the first, and the one that passed. */
  readonly search?: SearchTrace;
  /** "search" or the model's name, where both were tried and the task is solved. */
  readonly solved_by?: string;
  /** The attempt whose outcome this is; only for stdin/stdout checks. */
  readonly best_attempt?: number;
  readonly finish_reason: FinishReason;
  readonly context: Context;
  readonly bug_type: string;
  readonly failure_symptoms: string;
  readonly config_hash: string;
}
