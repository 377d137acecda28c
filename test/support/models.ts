/** Chat models for tests of whatever wraps one. */

import type { ChatModel, RepairCallOptions } from "../../src/core/index.ts";
import { type Answer, answeringChat } from "../../src/models/chat.ts";

export interface CountingModel extends ChatModel {
  /** The calls that really reached it. */
  readonly calls: RepairCallOptions[];
}

/** A model that remembers what it was asked. */
export function countingModel(answer: (call: RepairCallOptions) => Partial<Answer>): CountingModel {
  const calls: RepairCallOptions[] = [];
  const chat = answeringChat(async (_messages, call) => {
    calls.push(call);
    return { text: "", promptTokens: 0, completionTokens: 0, finishReason: "stop", ...answer(call) };
  });
  return { name: "counting", identity: {}, dtype: "", chat, calls, [Symbol.asyncDispose]: async () => {} };
}
