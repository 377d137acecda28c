/** One call of the model: messages in, an answer that has not been executed yet out. */
import type { Attempt, ChatModel, DecodingStats, StrategyName, Task } from "../core/index.ts";
import { languageOf } from "../languages/index.ts";
import { type Answer, fromMessage, promptMessage } from "../models/chat.ts";
import type { Message } from "./prompts.ts";
import { callSeed } from "./seeds.ts";

/** An answer that has not been executed yet. */
export interface Pending extends Answer {
  readonly prompt: readonly Message[];
  readonly seconds: number;
  /** How it was asked for, where it is a repair. */
  readonly strategy?: StrategyName;
  readonly temperature?: number;
}

export interface Asked {
  readonly task: Task;
  readonly sample: number;
  /** Attempts before this one. */
  readonly attempt: number;
  /** Those of them that no model was asked for. */
  readonly given: number;
  readonly seed: number;
  readonly temperature?: number | undefined;
  /** The answer may call tools. */
  readonly useTools?: true | undefined;
  readonly wants?: "tests";
  readonly signal?: AbortSignal | undefined;
}

/** @throws what the model throws, and the signal's reason */
export async function ask(model: ChatModel, prompt: readonly Message[], asked: Asked): Promise<Pending> {
  const { task, sample, attempt, given, seed, temperature, useTools, wants, signal } = asked;
  const started = performance.now();
  const message = await model.chat.invoke(prompt.map(promptMessage), {
    ...{ task_id: task.task_id, sample, attempt, asked: attempt - given },
    ...(task.entry_point !== "" && {
      wanted: { ...languageOf(task).textRules(task.entry_point), buggy: task.declaration + task.buggy_solution },
    }),
    seed: callSeed(seed, task.task_id, sample, attempt),
    ...(temperature !== undefined && { temperature }),
    ...(useTools && { useTools }),
    ...(wants && { wants }),
    ...(signal && { signal }),
  });
  const answer = fromMessage(message);
  return { ...answer, prompt, seconds: modelSeconds(answer) ?? secondsSince(started) };
}

/** A first answer that is there already. */
export function givenAnswer(text: string, prompt: readonly Message[]): Pending {
  return { text, promptTokens: 0, completionTokens: 0, finishReason: "unknown", prompt, seconds: 0 };
}

/** Without the time that a call waited for the one before it; known of models that compute here. */
function modelSeconds(answer: Answer): number | undefined {
  const { decoding } = decodingOf(answer);
  return decoding && decoding.prefill_sec + decoding.decode_sec;
}

function decodingOf({ details }: Answer): { decoding?: DecodingStats } {
  return details?.decoding === undefined ? {} : { decoding: details.decoding as DecodingStats };
}

/** What an attempt says of its answer. */
export function answerFields(pending: Pending) {
  const { strategy, temperature } = pending;
  return {
    prompt: pending.prompt,
    completion: pending.text,
    finish_reason: pending.finishReason,
    ...(strategy !== undefined && { strategy }),
    ...(temperature !== undefined && { temperature }),
    token_usage: { prompt_tokens: pending.promptTokens, completion_tokens: pending.completionTokens },
    ...decodingOf(pending),
  } satisfies Partial<Attempt>;
}

export function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}
