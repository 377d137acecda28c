/** What the program and the model's process say to each other. */
import type { DecodingStats, FinishReason, MessageRole, Sampling, ToolSpec } from "../../../core/index.ts";
import type { Decoding, Device } from "../../backend.ts";
import type { WantedCode } from "../../decoding/stop_at_code.ts";

export interface ChatTurn {
  readonly role: MessageRole;
  readonly content: string;
}

/** The first message. */
export interface LoadRequest {
  readonly kind: "load";
  /** Absolute path of a model in the hub's layout. */
  readonly folder: string;
  readonly dtype: string;
  readonly device: Device;
  readonly threads?: number;
  /** Answers that are wanted side by side; 1 by default. */
  readonly batch?: number;
  /** Whether `logits` is wanted. */
  readonly digest?: boolean;
  /** Template that stands beside the tokenizer rather than in it (`chat_template.jinja`). */
  readonly chatTemplate?: string;
  /** File that keeps what is measured of this model on this machine; its folder is there. */
  readonly memory?: string;
}

/** What was loaded, as far as it decides answers. */
export interface Loaded {
  /** Where it really computes. */
  readonly device: Exclude<Device, "auto">;
  /** Tokens that prompt and answer may have together. */
  readonly contextLength: number;
  /** SHA-256 of the chat template; empty where the model has none. */
  readonly templateHash: string;
  /** Whether its template speaks of tools. */
  readonly callsTools: boolean;
  /** Settings of the model's own that change what it writes: penalties, end tokens, … */
  readonly generation: Readonly<Record<string, unknown>>;
  /** Versions of the libraries that compute. */
  readonly runtime: string;
  /** Digest of the logits of a fixed text, where it is wanted. */
  readonly logits?: string;
}

export interface GenerateRequest {
  readonly kind: "generate";
  readonly id: number;
  readonly messages: readonly ChatTurn[];
  readonly sampling: Sampling;
  readonly seed: number;
  readonly decoding: Decoding;
  /** What the answer may call. */
  readonly tools?: readonly ToolSpec[];
  /** Only with `stopAtCode`. */
  readonly wanted?: WantedCode;
}

/** Asks how likely answers are. */
export interface ScoreRequest {
  readonly kind: "score";
  readonly id: number;
  readonly messages: readonly ChatTurn[];
  /** What the others are changes of comes first. */
  readonly answers: readonly string[];
  readonly decoding: Decoding;
}

export interface Generated {
  readonly text: string;
  readonly promptTokens: number;
  /** Tokens that were decided, the end token among them. */
  readonly completionTokens: number;
  readonly finishReason: FinishReason;
  readonly stats: DecodingStats;
}

export type Reply =
  | { readonly kind: "loaded"; readonly loaded: Loaded }
  | { readonly kind: "unloadable"; readonly reason: string }
  | { readonly kind: "note"; readonly line: string }
  /** The prompt is tokenized and the work begins: deadlines count from here. */
  | { readonly kind: "begun"; readonly id: number; readonly promptTokens: number }
  | { readonly kind: "generated"; readonly id: number; readonly generated: Generated }
  /** A logarithm for each answer. */
  | { readonly kind: "scored"; readonly id: number; readonly scores: readonly number[] }
  | { readonly kind: "cancelled"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly reason: string };

/** Gives up a call. */
export interface CancelRequest {
  readonly kind: "cancel";
  readonly id: number;
}

export type Request = LoadRequest | GenerateRequest | ScoreRequest | CancelRequest;
