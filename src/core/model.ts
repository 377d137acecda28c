/** The seam to whoever proposes a fix in words. */
import type { BaseChatModel, BaseChatModelCallOptions } from "@langchain/core/language_models/chat_models";
import type { TextRules } from "./language.ts";
import type { ProposalSource } from "./proposals.ts";

/** What every call to a model says besides the messages. Backends ignore what they have no use for. */
export interface RepairCallOptions extends BaseChatModelCallOptions {
  readonly task_id?: string;
  readonly sample?: number;
  /** 0 for the proposal, 1 for the first repair, … */
  readonly attempt?: number;
  /** Calls before this one in the same sample: fewer than attempts where the first answer was given. */
  readonly asked?: number;
  /** Seed of this call, already derived from the run's. */
  readonly seed?: number;
  /** For this call alone; the run's by default. */
  readonly temperature?: number;
  /** The call asks for tests instead of a program. */
  readonly wants?: "tests";
  /** The answer may call the tools of `TOOLS`. */
  readonly useTools?: true;
  /** How the function that the answer is to define is known, and the program that it is to repair. */
  readonly wanted?: TextRules & { readonly buggy: string };
}

/**
 * A language model as the agent sees it: a LangChain chat model, what it is called, and what identifies it.
 * Its messages carry exact token counts in `usage_metadata` and the finish reason in
 * `response_metadata.finish_reason`.
 */
export interface ChatModel extends AsyncDisposable {
  /** The name that the user gave and that records carry. */
  readonly name: string;
  /** Everything that decides its answers: revision or weight hashes, dtype, device, template, sampling. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** "fp32", "q4", … for local models; empty elsewhere. */
  readonly dtype: string;
  /** Says that its answers are no result (the built-in stand-in); shown wherever a number is. */
  readonly standIn?: string;
  /** Where its answers come from when they are not written now: how it was sampled is not known of them. */
  readonly answers?: "replay" | "scripted";
  /** A server answers, and may ask for money. */
  readonly remote?: boolean;
  /** Calls that are worth having in flight; 1 where it does not say. */
  readonly concurrency?: number;
  /** Whether it can be told of tools, and call them. */
  readonly callsTools?: boolean;
  readonly chat: BaseChatModel<RepairCallOptions>;
  /** Digest of its logits for a fixed text, where that was asked for and it computes here. */
  readonly logits?: string;
  /** How it turned out that it must be asked otherwise than the settings say: a line each. */
  readonly changes?: () => readonly string[];
  /**
   * For a model whose answers are known beforehand: holds them against what it will be asked.
   * @returns lines about answers that will not be used
   * @throws UserError where it has no answer to something
   */
  readonly rehearse?: (plan: CallPlan) => readonly string[];
  /** Told of an answer that no crash can take any more: it stands in the journal. */
  readonly kept?: (call: RepairCallOptions) => void;
  /**
   * How likely answers to a prompt are, of a model that computes here: for each the logarithm of the probability of what
   * it changes against the first one, less that of what it replaces.
   *
   * @throws UserError where its graph does not allow it; the signal's reason
   */
  readonly likelihoods?: (
    messages: readonly { readonly role: MessageRole; readonly content: string }[],
    answers: readonly string[],
    signal?: AbortSignal,
  ) => Promise<readonly number[]>;
  /** Whole programs that it proposes without being asked in words, and when they are tried. */
  readonly proposals?: ProposalSource;
}

/** What a run will ask of a model. */
export interface CallPlan {
  /** The tasks of the run. */
  readonly tasks: readonly string[];
  /** All tasks of the data set that they were chosen from. */
  readonly known: ReadonlySet<string>;
  readonly samples: number;
}

/** Who says a message; `tool`: what came of a call of a tool. */
export const MESSAGE_ROLES = ["system", "user", "assistant", "tool"] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];

/**
 * Why a model stopped writing. `length`: cut at the token limit; `deadline`: at `--answer-timeout`; `refused`: its server
 * answers this request with an error every time.
 */
export const FINISH_REASONS = ["stop", "length", "deadline", "refused", "unknown"] as const;

export type FinishReason = (typeof FINISH_REASONS)[number];

/** Sampling settings of a run. */
export interface Sampling {
  readonly temperature: number;
  /** Nucleus: 1 keeps everything. */
  readonly topP: number;
  readonly maxNewTokens: number;
  readonly stop: readonly string[];
  /** Seconds an answer may take; undefined: no deadline. */
  readonly answerTimeoutSec?: number;
  /** The prompt is a text that goes on: no chat template is put around it. For local models. */
  readonly template?: "none";
  /** A local model's answer ends where the block with the repaired function has closed. */
  readonly stopAtCode?: true;
}
