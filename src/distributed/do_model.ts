/** `--do model`: calls are answered by this machine's model. */
import { randomUUID } from "node:crypto";
import type { Job } from "bullmq";
import type { ChatModel } from "../core/index.ts";
import { messageOf, UserError } from "../lib/errors.ts";
import { fromMessage } from "../models/chat.ts";
import { modelIdentity } from "./identity.ts";
import { answersQueue } from "./keys.ts";
import type { Part, Place } from "./place.ts";
import { busy } from "./serving.ts";
import { type ModelJob, type ModelReply, modelJobSchema, modelReplySchema } from "./wire.ts";

/** Calls in flight to a model that sets no bound. */
const MOST_CALLS = 16;

export async function doModel({ options, queues, notice }: Place): Promise<Part> {
  const model = await options.openModel(notice.model);
  const counts = { done: 0, failed: 0, inARow: 0 };
  const answers = queues.queue(answersQueue("model"));
  const work = async ({ data }: Job): Promise<void> => {
    const { success, data: job } = modelJobSchema.safeParse(data);
    // Of another run, or nothing that is understood here: whoever waits for it sends it again.
    if (!success || job.run !== notice.run) return;
    const reply = await answered(model, job, options.name);
    if (!reply.result.ok) options.say(`${job.call.task_id}: ${reply.result.error}`);
    await answers.add("model", reply, { jobId: `${job.id}-${randomUUID()}` });
    counts.done++;
    counts.failed += reply.result.ok ? 0 : 1;
    counts.inARow = reply.result.ok ? 0 : counts.inARow + 1;
  };
  const slots = Math.min(model.concurrency ?? 1, MOST_CALLS);
  const limiter =
    options.callsAMinute === undefined ? {} : { limiter: { max: options.callsAMinute, duration: 60_000 } };
  const { name, standIn, remote = false, dtype } = model;
  return {
    about: {
      model: name,
      ...(standIn !== undefined && { standIn }),
      remote,
      dtype,
      slots,
      identity: await modelIdentity(model),
    },
    counts,
    serve: (until) => busy(queues.worker("model", work, { concurrency: slots, ...limiter }), until),
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}

async function answered(model: ChatModel, job: ModelJob, worker: string): Promise<ModelReply> {
  const { run, epoch, id } = job;
  const started = performance.now();
  const result = await resultOf(model, job);
  return modelReplySchema.parse({ run, epoch, id, worker, seconds: (performance.now() - started) / 1000, result });
}

async function resultOf(model: ChatModel, { call, messages }: ModelJob): Promise<ModelReply["result"]> {
  try {
    const said = messages.map(({ role, content }): [string, string] => [role, content]);
    const { text, promptTokens, completionTokens, finishReason, details } = fromMessage(
      await model.chat.invoke(said, call),
    );
    const decoding = details?.decoding as Record<string, number> | undefined;
    return { ok: true, answer: { text, promptTokens, completionTokens, finishReason, ...(decoding && { decoding }) } };
  } catch (error) {
    return { ok: false, fault: error instanceof UserError ? "user" : "infra", error: messageOf(error) };
  }
}
