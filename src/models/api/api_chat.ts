/** Any LangChain chat model behind a server, made patient: bounded, retried, and told in our words. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import pLimit from "p-limit";
import type { FinishReason, RepairCallOptions, Report } from "../../core/index.ts";
import { DEFAULT_RETRIES, type RetryPolicy, withRetries } from "../../lib/retry.ts";
import { type Answer, answeringChat, fromMessage } from "../chat.ts";
import { type Destination, type Parameter, refusedParameter, troubleOfCall } from "./api_trouble.ts";

/** Requests in flight where nobody says. */
export const DEFAULT_REQUESTS = 5;

export interface ApiChatParts {
  /** The client, without the parameters that the server refuses. */
  readonly connect: (refused: ReadonlySet<Parameter>) => BaseChatModel;
  readonly destination: Destination;
  /** Requests in flight. */
  readonly requests: number;
  /** Seconds after which an answer is given up; the answer is then empty. */
  readonly answerTimeoutSec?: number | undefined;
  readonly retries?: Partial<RetryPolicy> | undefined;
  readonly report: Report;
}

/** A chat model that asks a server, at most `requests` times at once. */
export function apiChat(parts: ApiChatParts): BaseChatModel<RepairCallOptions> {
  const limit = pLimit(parts.requests);
  const caller = new ApiCaller(parts);
  return answeringChat((messages, call) => limit(() => caller.ask(messages, call)));
}

class ApiCaller {
  readonly #parts: ApiChatParts;
  readonly #refused = new Set<Parameter>();
  #chat: BaseChatModel;
  #answered = false;

  constructor(parts: ApiChatParts) {
    this.#parts = parts;
    this.#chat = parts.connect(this.#refused);
  }

  async ask(messages: readonly BaseMessage[], call: RepairCallOptions): Promise<Answer> {
    const { retries, report, destination } = this.#parts;
    return withRetries(
      () => this.#once(messages, call),
      (thrown) => troubleOfCall(thrown, destination, this.#answered),
      { ...DEFAULT_RETRIES, ...retries },
      { report, signal: call.signal },
    );
  }

  /** One request; one more for each parameter that the server turns out to refuse. */
  async #once(messages: readonly BaseMessage[], call: RepairCallOptions): Promise<Answer> {
    for (;;) {
      const deadline = deadlineOf(this.#parts.answerTimeoutSec);
      const chat = this.#chat;
      try {
        const signals = [call.signal, deadline].filter((it) => it !== undefined);
        const message = await chat.invoke([...messages], {
          ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
          ...(call.seed !== undefined && !this.#refused.has("seed") && { seed: call.seed }),
        });
        this.#answered = true;
        return { ...fromMessage(message), finishReason: finishReason(message) };
      } catch (thrown) {
        call.signal?.throwIfAborted();
        if (deadline?.aborted) return GIVEN_UP;
        // Another call in flight may have found out the same, and changed the client already.
        if (!this.#drop(refusedParameter(thrown)) && chat === this.#chat) throw thrown;
      }
    }
  }

  #drop(parameter: Parameter | undefined): boolean {
    if (parameter === undefined || this.#refused.has(parameter)) return false;
    this.#refused.add(parameter);
    const { destination, report, connect } = this.#parts;
    report(`${destination.model} takes no ${parameter}: asking without it`);
    this.#chat = connect(this.#refused);
    return true;
  }
}

const GIVEN_UP: Answer = { text: "", promptTokens: 0, completionTokens: 0, finishReason: "deadline" };

function deadlineOf(seconds: number | undefined): AbortSignal | undefined {
  return seconds === undefined ? undefined : AbortSignal.timeout(seconds * 1000);
}

const FINISH_WORDS: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  end_turn: "stop",
  stop_sequence: "stop",
  length: "length",
  max_tokens: "length",
};

function finishReason({ response_metadata: said }: BaseMessage): FinishReason {
  return FINISH_WORDS[String(said.finish_reason ?? said.stop_reason)] ?? "unknown";
}
