/** A model that does not answer again what it has answered before. */

import type { Attempt, ChatModel, RepairCallOptions, SampleRecord } from "../core/index.ts";
import { answeringChat, fromMessage } from "../models/chat.ts";
import { answersBehind } from "../models/tool_text.ts";

/**
 * The same model, with the completions of `records` given without asking it: what was judged behind an isolation layer that
 * failed is judged again as it was written.
 */
export function withSavedAnswers(model: ChatModel, records: readonly SampleRecord[]): ChatModel {
  if (records.length === 0) return model;
  const saved = new Map<string, SavedAnswer>();
  for (const record of records) for (const [key, attempt] of answersOf(record)) saved.set(key, attempt);
  const chat = answeringChat(async (messages, call) => {
    const known = saved.get(callKey(call));
    if (known === undefined) return fromMessage(await model.chat.invoke([...messages], call));
    return {
      text: known.completion,
      promptTokens: known.token_usage.prompt_tokens,
      completionTokens: known.token_usage.completion_tokens,
      finishReason: known.finish_reason,
    };
  });
  return { ...model, chat, [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
}

type SavedAnswer = Pick<Attempt, "completion" | "finish_reason" | "token_usage">;

/** Its tokens stand with the attempt after it. */
const NOT_COUNTED: Omit<SavedAnswer, "completion"> = {
  finish_reason: "unknown",
  token_usage: { prompt_tokens: 0, completion_tokens: 0 },
};

/** The answers of a record by the keys of their calls, which count answers only: a search's programs are none. */
export function answersOf({
  task_id,
  sample,
  attempts,
  candidates = attempts,
}: SampleRecord): [key: string, answer: SavedAnswer][] {
  const answers = answersBehind(candidates.filter(({ edit }) => edit === undefined));
  return answers.map(({ completion, attempt: { finish_reason, token_usage } = NOT_COUNTED }, attempt) => [
    callKey({ task_id, sample, attempt }),
    { completion, finish_reason, token_usage },
  ]);
}

/** What tells the calls of a run apart. */
export function callKey({ task_id = "", sample = 0, attempt = 0 }: RepairCallOptions): string {
  return JSON.stringify([task_id, sample, attempt]);
}
