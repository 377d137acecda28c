/** A function from messages to an answer, as a LangChain chat model. */
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type UsageMetadata,
} from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { FINISH_REASONS, type FinishReason, type MessageRole, type RepairCallOptions } from "../core/index.ts";
import { writeToolCall } from "./tool_text.ts";

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
    text: [message.text, ...callsIn(message)].filter((part) => part !== "").join("\n"),
    promptTokens: usage?.input_tokens ?? 0,
    completionTokens: usage?.output_tokens ?? 0,
    finishReason: FINISH_REASONS.find((reason) => reason === finish_reason) ?? "unknown",
    details,
  };
}

/** Tools that it called otherwise than in its text. */
function callsIn(message: BaseMessage): string[] {
  const { tool_calls = [], invalid_tool_calls = [] } = message as Partial<AIMessage>;
  return [...tool_calls, ...invalid_tool_calls].map(({ name, args }) => writeToolCall(name ?? "", args));
}

const ROLE_OF: Readonly<Record<string, MessageRole>> = { system: "system", ai: "assistant", tool: "tool" };

export function roleOf(message: BaseMessage): MessageRole {
  return ROLE_OF[message.getType()] ?? "user";
}

const MESSAGE_OF: Readonly<Record<MessageRole, (content: string) => BaseMessage>> = {
  system: (content) => new SystemMessage(content),
  user: (content) => new HumanMessage(content),
  assistant: (content) => new AIMessage(content),
  // Whose result it is, its place says.
  tool: (content) => new ToolMessage({ content, tool_call_id: "" }),
};

export function promptMessage({
  role,
  content,
}: {
  readonly role: MessageRole;
  readonly content: string;
}): BaseMessage {
  return MESSAGE_OF[role](content);
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
