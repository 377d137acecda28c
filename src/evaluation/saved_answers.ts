/** A model that does not answer again what it has answered before. */

import type { Attempt, ChatModel, RepairCallOptions, SampleRecord } from "../core/index.ts";
import { answeringChat, fromMessage } from "../models/chat.ts";

/**
 * The same model, with the completions of `records` given without asking it: what was judged behind an isolation layer that
 * failed is judged again as it was written.
 */
export function withSavedAnswers(model: ChatModel, records: readonly SampleRecord[]): ChatModel {
  if (records.length === 0) return model;
  const saved = new Map<string, Attempt>();
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

/** The answers of a record by the keys of their calls, which count answers only: a search's programs are none. */
export function answersOf({
  task_id,
  sample,
  attempts,
  candidates = attempts,
}: SampleRecord): [key: string, answer: Attempt][] {
  const answers = candidates.filter(({ edit }) => edit === undefined);
  return answers.map((answer, attempt) => [callKey({ task_id, sample, attempt }), answer]);
}

/** What tells the calls of a run apart. */
export function callKey({ task_id = "", sample = 0, attempt = 0 }: RepairCallOptions): string {
  return JSON.stringify([task_id, sample, attempt]);
}
