/** What every way of decoding is given, and what it gives back. */
import type { DecodingStats } from "../../core/index.ts";
import type { LoadedModel } from "../local/process/load.ts";
import type { Prompt } from "./prompt.ts";

/** Why decoding stops, besides the end token and the token limit. */
export type HaltReason = "stop" | "deadline" | "cancelled";

/** Asked after each token, with all tokens of the answer so far. */
export type Halt = (tokens: readonly number[]) => HaltReason | undefined;

export interface DecodeJob {
  /** At least 1; fits the context. */
  readonly maxNewTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  readonly halt: Halt;
  /**
   * Tokens that are decided whatever the logits say, then the end token; the passes are really run. So a benchmark with
   * random weights has the passes and acceptances of a model that writes this text.
   */
  readonly forced?: readonly number[];
}

export interface Decoded {
  /** The answer's tokens, the end token among them. */
  readonly tokens: readonly number[];
  readonly halted: HaltReason | undefined;
  readonly stats: Omit<DecodingStats, "mode">;
}

/** Decodes the answer to a prompt. */
export type Decoder = (model: LoadedModel, prompt: Prompt, job: DecodeJob) => Promise<Decoded>;
