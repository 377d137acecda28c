/** A model that workers ask: its calls go over the queue. */
import type { BaseMessage } from "@langchain/core/messages";
import type { ChatModel, RepairCallOptions } from "../core/index.ts";
import { InfraError, RefusedError, UserError } from "../lib/errors.ts";
import { type Answer, answeringChat, roleOf } from "../models/chat.ts";
import type { Desk } from "./desk.ts";
import { jobId } from "./keys.ts";
import type { ModelJob, Presence, WireAnswer } from "./wire.ts";

export interface AskedRun {
  readonly desk: Desk;
  readonly run: string;
  readonly epoch: number;
}

/** Workers that a call is sent to, one after the other, before it has failed. */
const TRIES = 3;

/**
 * @param name what the run's records call it
 * @param worker whose model decides what the run is made with
 */
export function queueModel(asked: AskedRun, name: string, worker: Presence): ChatModel {
  const ids = new Map<string, string>();
  const { identity, dtype, standIn, callsTools } = worker;
  return {
    name,
    identity: identityOf(identity),
    dtype,
    ...(standIn !== undefined && { standIn }),
    ...(callsTools && { callsTools }),
    // Its answers are written down before they are acknowledged.
    remote: true,
    concurrency: Number.POSITIVE_INFINITY,
    kept: (call) => asked.desk.kept(ids.get(keyOf(call)) ?? ""),
    chat: answeringChat((messages, call) => ask(asked, ids, messages, call)),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Without what workers compare beside it. */
function identityOf({ model }: Presence["identity"]): ChatModel["identity"] {
  return (model ?? {}) as ChatModel["identity"];
}

async function ask(
  { desk, run, epoch }: AskedRun,
  ids: Map<string, string>,
  messages: readonly BaseMessage[],
  options: RepairCallOptions,
): Promise<Answer> {
  const call = callOf(options);
  const told = messages.map(roleAndText);
  let last = "";
  for (let tries = 0; tries < TRIES; tries++) {
    const job: ModelJob = { run, epoch, id: jobId("model", run, call, told, tries), call, messages: told };
    ids.set(keyOf(options), job.id);
    const { worker, result } = await desk.ask("model", job, options.signal);
    if (result.ok) return answerOf(result.answer);
    if (result.fault === "user") throw new UserError(`${worker}: ${result.error}`);
    if (result.fault === "refused") throw new RefusedError(`${worker}: ${result.error}`);
    last = `${worker}: ${result.error}`;
    if (result.fault === "poison") {
      desk.bury(`a call for ${call.task_id}: ${result.error}`);
      break;
    }
  }
  throw new InfraError(last);
}

function callOf(options: RepairCallOptions): ModelJob["call"] {
  const { task_id = "", sample = 0, attempt = 0, asked, seed, temperature, useTools, wants, wanted } = options;
  const rules = wanted && { definition: wanted.definition, comment: wanted.comment, buggy: wanted.buggy };
  const told = {
    ...(seed !== undefined && { seed }),
    ...(temperature !== undefined && { temperature }),
    ...(useTools && { useTools }),
    ...(wants && { wants }),
    ...(rules && { wanted: rules }),
  };
  return { task_id, sample, attempt, asked: asked ?? attempt, ...told };
}

function keyOf({ task_id = "", sample = 0, attempt = 0 }: RepairCallOptions): string {
  return JSON.stringify([task_id, sample, attempt]);
}

function roleAndText(message: BaseMessage): ModelJob["messages"][number] {
  return { role: roleOf(message), content: message.text };
}

function answerOf({ decoding, ...answer }: WireAnswer): Answer {
  return { ...answer, ...(decoding && { details: { decoding } }) };
}
