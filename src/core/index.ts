/**
 * The nouns of the program, and its two seams: `ChatModel` (who proposes a fix) and `Sandbox` (where it runs).
 */
import type { BaseChatModel, BaseChatModelCallOptions } from "@langchain/core/language_models/chat_models";
import type { Failure } from "./execution.ts";

export type * from "./execution.ts";
export type * from "./record.ts";

// ---------------------------------------------------------------------------------------------------- tasks

/** The languages of HumanEvalPack, by the name of the data set's configuration. */
export const LANGUAGES = ["python", "js", "java", "go", "cpp", "rust"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Judged by a program of asserts that calls the entry point. */
export interface UnitTestCheck {
  readonly kind: "unit_tests";
  /** Python source of the hidden tests; they enter the judge's process only. */
  readonly tests: string;
  /** Definitions that the tests may use: what stands before the entry point in the declaration. */
  readonly helpers: string;
}

/** Judged by running the whole program once per case and comparing what it prints. */
export interface StdioCheck {
  readonly kind: "stdio";
  readonly cases: readonly { readonly stdin: string; readonly stdout: string }[];
  /** Seconds per case, where the problem says so. */
  readonly timeLimitSec?: number;
}

export type Check = UnitTestCheck | StdioCheck;

/** One problem. Field names follow the data set's own where it has one. */
export interface Task {
  readonly task_id: string;
  readonly language: Language;
  /** What the code must do, in words: a docstring, a problem statement. */
  readonly docstring: string;
  /** What stands before the body: imports, helpers, the signature. Empty for a whole program. */
  readonly declaration: string;
  /** The declaration with the specification in it, as the data set prints it. */
  readonly prompt: string;
  /** The body with the bug (the whole program where `declaration` is empty). */
  readonly buggy_solution: string;
  /** The body of a known fix; empty where none is known. */
  readonly canonical_solution: string;
  /** The function that the tests call; empty for a whole program. */
  readonly entry_point: string;
  /** The kind of bug, for example "value misuse"; empty where unknown. */
  readonly bug_type: string;
  readonly failure_symptoms: string;
  readonly check: Check;
  /** Asserts on the examples that the specification shows; empty or absent where it shows none. */
  readonly example_test?: string;
}

/** What the model may see: the docstring, the tests instead of it, or both. */
export const CONTEXTS = ["docs", "tests", "docs+tests"] as const;
export type Context = (typeof CONTEXTS)[number];

// ------------------------------------------------------------------------------------- candidates, verdicts

/** The code taken out of a completion; `code` is undefined when there is none. */
export interface Candidate {
  readonly code: string | undefined;
  /** The shape it was found in, for the extraction audit. */
  readonly source: "fence" | "unclosed_fence" | "bare" | "prose" | "body" | "none";
}

/** How an attempt ended. Everything but `passed` is a failure of the candidate, save `sandbox_error`. */
export const VERDICTS = [
  "passed",
  "wrong_answer",
  "runtime_error",
  "syntax_error",
  "timeout",
  "memory_limit",
  "output_limit",
  "no_code",
  "missing_entry_point",
  "unsupported_type",
  "sandbox_error",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * Ways to take code out of a completion: the agent's own, and simpler ones to hold against it. `first-block`,
 * `last-block`: that fenced block, or all of an answer without one; `whole`: the answer as it is.
 */
export const EXTRACTORS = ["default", "first-block", "last-block", "whole"] as const;
export type ExtractorName = (typeof EXTRACTORS)[number];

/** Names put before the candidate's code. `octopack` is what OctoPack's scoring gives. */
export const IMPORT_PRELUDES = ["octopack", "octopack+numpy", "none"] as const;
export type ImportPrelude = (typeof IMPORT_PRELUDES)[number];

// ---------------------------------------------------------------------------------------------------- model

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
  /** The function that the answer is to define, and the program that it is to repair. */
  readonly wanted?: { readonly entryPoint: string; readonly buggy: string };
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
  /** A server answers, and may ask for money. */
  readonly remote?: boolean;
  /** Calls that are worth having in flight; 1 where it does not say. */
  readonly concurrency?: number;
  readonly chat: BaseChatModel<RepairCallOptions>;
  /** Whole programs that it proposes without being asked in words, and when they are tried. */
  readonly proposals?: ProposalSource;
}

/** A whole program that is proposed. */
export interface Proposal {
  readonly code: string;
  /** What it changes, in a few words: "line 4, compare: < → <=". */
  readonly edit: string;
}

/** An ordered stream of programs, the likeliest first, none twice. It depends on what it was told, on nothing else. */
export interface Proposals {
  /** Undefined when there are no more. */
  next(): Proposal | undefined;
  /** Tells how the program that is to be repaired fails. */
  heed(verdict: Verdict, failure?: Failure): void;
}

export interface ProposalSource {
  /** In place of answers, before they are asked for, or when they are used up. */
  readonly turn: "alone" | "first" | "last";
  /**
   * @param program what to start from; the task's buggy code by default
   * @param docs the specification in words; empty where it is not to be seen
   */
  open(task: Task, docs: string, program?: string): Proposals;
}

/** What a run tries of proposals on each task. */
export interface SearchLimits {
  /** Programs that are executed. */
  readonly budget: number;
  readonly seconds: number;
  /** What says that a program is right: the hidden tests, or the examples of the specification. */
  readonly guide: "tests" | "examples";
}

/** Why a model stopped writing. `length`: cut at the token limit; `deadline`: at `--answer-timeout`. */
export const FINISH_REASONS = ["stop", "length", "deadline", "unknown"] as const;
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
  /** A local model's answer ends where the block with the repaired function has closed. */
  readonly stopAtCode?: true;
}

/** Progress of something slow (a download, a load), for the terminal. */
export type Report = (line: string) => void;
