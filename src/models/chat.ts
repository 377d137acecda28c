/** A function from messages to an answer, as a LangChain chat model. */
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage, type UsageMetadata } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { FINISH_REASONS, type FinishReason, type RepairCallOptions } from "../core/index.ts";

/** What a backend answers; token counts are exact, or 0 where they are not known. */
export interface Answer {
  readonly text: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly finishReason: FinishReason;
  /** More for `response_metadata`: how the answer was decoded, how long it took. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export type AnswerFunction = (messages: readonly BaseMessage[], options: RepairCallOptions) => Promise<Answer>;

/** The library's own type of this field comes out as `undefined` under `exactOptionalPropertyTypes`. */
interface Counted {
  usage_metadata?: UsageMetadata;
}

/** The message of an answer: its text, `usage_metadata`, and `finish_reason` among its metadata. */
export function toMessage(answer: Answer): AIMessage {
  const message = new AIMessage({
    content: answer.text,
    response_metadata: { ...answer.details, finish_reason: answer.finishReason },
  });
  (message as unknown as Counted).usage_metadata = {
    input_tokens: answer.promptTokens,
    output_tokens: answer.completionTokens,
    total_tokens: answer.promptTokens + answer.completionTokens,
  };
  return message;
}

/** What a message of any chat model says, in our words: the reverse of `toMessage`; counts it lacks are 0. */
export function fromMessage(message: BaseMessage): Answer {
  const usage = (message as unknown as Counted).usage_metadata;
  const { finish_reason, ...details } = message.response_metadata;
  return {
    text: message.text,
    promptTokens: usage?.input_tokens ?? 0,
    completionTokens: usage?.output_tokens ?? 0,
    finishReason: FINISH_REASONS.find((reason) => reason === finish_reason) ?? "unknown",
    details,
  };
}

/** The chat model of every backend that is ours. An aborted signal throws before anything is asked. */
class AnsweringChat extends BaseChatModel<RepairCallOptions> {
  readonly #answer: AnswerFunction;

  constructor(answer: AnswerFunction) {
    super({});
    this.#answer = answer;
  }

  override _llmType(): string {
    return "code-repair";
  }

  override async _generate(messages: BaseMessage[], options: this["ParsedCallOptions"]): Promise<ChatResult> {
    options.signal?.throwIfAborted();
    const answer = await this.#answer(messages, options);
    return { generations: [{ text: answer.text, message: toMessage(answer) }] };
  }
}

/** A chat model that answers with `answer`. */
export function answeringChat(answer: AnswerFunction): BaseChatModel<RepairCallOptions> {
  return new AnsweringChat(answer);
}
