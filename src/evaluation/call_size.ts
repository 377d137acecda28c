/** What a call to a model may take at most, before it is made. */
import type { BaseMessage } from "@langchain/core/messages";
import { type RepairCallOptions, TOOLS, type TokenUsage } from "../core/index.ts";

/** Tokens a byte where nothing is known: code is near 0.3, and what is far from English is near 0.5. */
const UNKNOWN_RATIO = 0.5;
/** A text may be denser than the densest so far. */
const MARGIN = 1.25;
/** What a chat template puts around each message. */
const AROUND_A_MESSAGE = 8;

/** What a call asks: its messages, and whether the tools are told beside them. */
export interface Prompt extends Pick<RepairCallOptions, "useTools"> {
  readonly messages: readonly BaseMessage[];
}

/** Learns from answers how many tokens a model makes of a text. */
export class CallSizes {
  #ratio: number | undefined;
  #written: number;

  /** @param maxNewTokens what an answer is cut at */
  constructor(maxNewTokens: number) {
    this.#written = maxNewTokens;
  }

  /** No call takes less than this. */
  get least(): TokenUsage {
    return { prompt_tokens: 1, completion_tokens: this.#written };
  }

  mostOf(prompt: Prompt): TokenUsage {
    const ratio = this.#ratio === undefined ? UNKNOWN_RATIO : this.#ratio * MARGIN;
    const tokens = bytesOf(prompt) * ratio + prompt.messages.length * AROUND_A_MESSAGE;
    return { prompt_tokens: Math.ceil(tokens), completion_tokens: this.#written };
  }

  /** A server may write more than it was told to: so it may the next time. */
  learn(prompt: Prompt, used: TokenUsage): void {
    if (used.prompt_tokens > 0)
      this.#ratio = Math.max(this.#ratio ?? 0, used.prompt_tokens / Math.max(bytesOf(prompt), 1));
    this.#written = Math.max(this.#written, used.completion_tokens);
  }
}

/** Bytes rather than characters: where a script takes more of them, it takes more tokens. */
function bytesOf({ messages, useTools }: Prompt): number {
  const texts = [...messages.map(({ text }) => text), ...(useTools ? [JSON.stringify(TOOLS)] : [])];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
