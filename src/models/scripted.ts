/** `scripted:FILE`: a list of completions per task, so that a second attempt can answer differently. */
import { z } from "zod";
import type { ChatModel, RepairCallOptions } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { readAnswerFile } from "./answer_file.ts";
import type { ModelOptions } from "./backend.ts";
import { type Answer, answeringChat } from "./chat.ts";

/** `task_id` may be `*`: for every task without a line of its own. */
const script = z.object({ task_id: z.string(), completions: z.array(z.string()).min(1) });

/**
 * A model that answers its call k about a task with the task's completion k, the last one again after that.
 * @throws UserError where the file cannot be read, or (when asked) has neither the task nor `*`.
 */
export async function openScripted(path: string, options: ModelOptions): Promise<ChatModel> {
  const file = await readAnswerFile(path, script);
  const scripts = new Map(file.lines.map(({ value }) => [value.task_id, value.completions]));
  return {
    name: options.model,
    identity: { backend: "scripted", sha256: file.sha256 },
    dtype: "",
    answers: "scripted",
    concurrency: Number.POSITIVE_INFINITY,
    callsTools: true,
    chat: answeringChat(async (_messages, call) => scriptedAnswer(path, scripts, call)),
    [Symbol.asyncDispose]: async () => {},
  };
}

function scriptedAnswer(
  path: string,
  scripts: ReadonlyMap<string, readonly string[]>,
  call: RepairCallOptions,
): Answer {
  const completions = scripts.get(call.task_id ?? "*") ?? scripts.get("*");
  if (completions === undefined) throw new UserError(`${path} has no completions for ${call.task_id ?? "*"}`);
  const text = completions[call.asked ?? call.attempt ?? 0] ?? (completions.at(-1) as string);
  return { text, promptTokens: 0, completionTokens: 0, finishReason: "stop" };
}
