/** `--do model`: calls are answered by this machine's model. */
import { randomUUID } from "node:crypto";
import type { Job } from "bullmq";
import type { ChatModel } from "../core/index.ts";
import { messageOf, RefusedError, UserError } from "../lib/errors.ts";
import { fromMessage, promptMessage } from "../models/chat.ts";
import { modelIdentity } from "./identity.ts";
import { answersQueue, jobsQueue } from "./keys.ts";
import type { Part, Place, Terms } from "./place.ts";
import { busy } from "./serving.ts";
import { count, isForeign, oneByOne, poisonOf } from "./taken.ts";
import { type Failed, type ModelJob, type ModelReply, modelJobSchema, modelReplySchema } from "./wire.ts";

/** Calls in flight to a model that sets no bound. */
const MOST_CALLS = 16;

export async function doModel({ options, queues, notice }: Place): Promise<Part> {
  const model = await options.openModel(notice.model);
  const counts = { done: 0, failed: 0, inARow: 0 };
  const answers = queues.queue(answersQueue("model"));
  const inTurn = oneByOne(queues);
  const work = async (terms: Terms, taken: Job): Promise<void> => {
    const { success, data: job } = modelJobSchema.safeParse(taken.data);
    if (!success || isForeign(job, terms)) return;
    const poison = poisonOf(taken);
    const reply = await answered(model, job, { worker: options.name, under: terms.under, poison });
    if (!reply.result.ok) options.say(`${job.call.task_id}: ${reply.result.error}`);
    await answers.add("model", reply, { jobId: `${job.id}-${randomUUID()}` });
    if (!poison) count(counts, reply.result);
  };
  const slots = Math.min(model.concurrency ?? 1, MOST_CALLS);
  const { name, standIn, remote = false, dtype, callsTools } = model;
  return {
    about: {
      model: name,
      ...(standIn !== undefined && { standIn }),
      remote,
      ...(callsTools && { callsTools }),
      dtype,
      slots,
      identity: modelIdentity(model),
    },
    counts,
    serve: (until, terms) => {
      const more = { concurrency: slots, ...limiterOf(options.callsAMinute, terms.callsAMinute) };
      return busy(
        queues.worker(
          jobsQueue("model", notice.model.name),
          (job, token) => inTurn(job, token, () => work(terms, job)),
          more,
        ),
        until,
      );
    },
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}

/**
 * The queue counts the calls of all its workers; each worker's own bound can only be lower. It lets one call go at a time,
 * or those of about a second: a minute's calls at once would be two minutes' within a few seconds of its end.
 */
function limiterOf(own = Number.POSITIVE_INFINITY, run = Number.POSITIVE_INFINITY) {
  const aMinute = Math.min(own, run);
  const max = Math.ceil(aMinute / 60);
  return Number.isFinite(max) && { limiter: { max, duration: Math.ceil((60_000 * max) / aMinute) } };
}

interface Answering {
  readonly worker: string;
  readonly under: string;
  readonly poison: Failed | undefined;
}

async function answered(model: ChatModel, job: ModelJob, { worker, under, poison }: Answering): Promise<ModelReply> {
  const { run, epoch, id } = job;
  const started = performance.now();
  const result = poison ?? (await resultOf(model, job));
  const seconds = (performance.now() - started) / 1000;
  return modelReplySchema.parse({ run, epoch, id, worker, seconds, under, result });
}

async function resultOf(model: ChatModel, { call, messages }: ModelJob): Promise<ModelReply["result"]> {
  try {
    const { text, promptTokens, completionTokens, finishReason, details } = fromMessage(
      await model.chat.invoke(messages.map(promptMessage), call),
    );
    const decoding = details?.decoding as Record<string, number> | undefined;
    return { ok: true, answer: { text, promptTokens, completionTokens, finishReason, ...(decoding && { decoding }) } };
  } catch (error) {
    return { ok: false, fault: faultOf(error), error: messageOf(error) };
  }
}

function faultOf(error: unknown): Failed["fault"] {
  if (error instanceof RefusedError) return "refused";
  return error instanceof UserError ? "user" : "infra";
}
