/** Tools as chat models behind servers call them, made of the text that this program keeps, and back. */
import type { BaseChatModel, BaseChatModelCallOptions } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage, ToolMessage } from "@langchain/core/messages";
import { TOOLS } from "../core/index.ts";
import { usageError } from "../lib/errors.ts";
import { readToolCalls, withoutToolCalls } from "./tool_text.ts";

/**
 * Asks a chat model; it is told of the tools where the call may use them.
 *
 * @throws UserError where it calls none
 */
export function invoke(
  chat: BaseChatModel,
  messages: readonly BaseMessage[],
  useTools: boolean | undefined,
  options: BaseChatModelCallOptions,
): Promise<BaseMessage> {
  if (!useTools) return chat.invoke([...messages], options);
  if (chat.bindTools === undefined) throw usageError("--tools: this model calls no tools", "leave out --tools");
  return chat.bindTools([...TOOLS]).invoke(nativeMessages(messages), options);
}

/** Calls that stand in the text of an answer become calls, and results are told whose they are. */
function nativeMessages(messages: readonly BaseMessage[]): BaseMessage[] {
  let next = 0;
  let open: string[] = [];
  return messages.map((message) => {
    if (message.getType() === "tool")
      return new ToolMessage({ content: message.text, tool_call_id: open.shift() ?? idOf(next++) });
    const calls = message.getType() === "ai" ? readToolCalls(message.text) : [];
    if (calls.length === 0) return message;
    open = calls.map(() => idOf(next++));
    const tool_calls = calls.map(({ name, args = {} }, index) => ({
      ...{ name: name || "unknown", args, id: open[index] ?? "", type: "tool_call" as const },
    }));
    return new AIMessage({ content: withoutToolCalls(message.text), tool_calls });
  });
}

/** Nine letters and digits: the one form that all servers take. */
function idOf(number: number): string {
  return `call${String(number).padStart(5, "0")}`;
}
