/** Everything that goes through Redis, as schemas. What does not fit is dropped, on either side. */
import { z } from "zod";
import { FINISH_REASONS, IMPORT_PRELUDES, MESSAGE_ROLES } from "../core/index.ts";
import { executionSchema, limitsSchema, sandboxJobSchema } from "./executions.ts";
import { jobId, ROLES } from "./keys.ts";

const count = z.number().int().nonnegative();
const identity = z.record(z.string(), z.unknown());
/** Characters of one answer: more is no answer. */
const text = z.string().max(4 << 20);

const samplingSchema = z.object({
  temperature: z.number(),
  topP: z.number(),
  maxNewTokens: z.number(),
  stop: z.array(z.string()),
  answerTimeoutSec: z.number().exactOptional(),
  template: z.literal("none").exactOptional(),
  stopAtCode: z.literal(true).exactOptional(),
});

/** What the coordinator tells of the run. `identity`: what all workers of a kind must be; null while none is there. */
export const runSchema = z.object({
  run: z.string(),
  epoch: count,
  /** The coordinator that began the run: what is of an older one is dropped. */
  since: count,
  state: z.enum(["open", "done"]),
  mixed: z.boolean(),
  model: z.object({
    name: z.string(),
    sampling: samplingSchema,
    /** Of all workers together. */
    callsAMinute: z.number().positive().exactOptional(),
    identity: identity.nullable(),
  }),
  judge: z.object({
    limits: limitsSchema,
    imports: z.enum(IMPORT_PRELUDES),
    languages: z.array(z.string()),
    identity: identity.nullable(),
  }),
  /** Of the whole run, for `queue status`. */
  progress: z.object({ done: count, total: count, waiting: count }),
  /** Jobs that are not sent any more, since they end their workers; the newest. */
  dead: z.array(z.string()),
});
export type RunNotice = z.infer<typeof runSchema>;

/** What every job says: foreign ones are dropped. */
const job = z.object({ run: z.string(), epoch: count, id: z.string() });

export const callSchema = z.object({
  task_id: z.string(),
  sample: count,
  attempt: count,
  asked: count,
  seed: z.number().exactOptional(),
  temperature: z.number().exactOptional(),
  wants: z.literal("tests").exactOptional(),
  useTools: z.literal(true).exactOptional(),
  wanted: z.object({ definition: z.string(), comment: z.string(), buggy: z.string() }).exactOptional(),
});
export const modelJobSchema = job.extend({
  call: callSchema,
  messages: z.array(z.object({ role: z.enum(MESSAGE_ROLES), content: z.string() })),
});
export type ModelJob = z.infer<typeof modelJobSchema>;

export const judgeJobSchema = job.extend({
  job: sandboxJobSchema,
  limits: limitsSchema,
  /** Which of equal questions, and which try of it. */
  nth: count,
  tries: count,
  /** Workers whose sandbox has failed on it. */
  avoid: z.array(z.string()),
});
export type JudgeJob = z.infer<typeof judgeJobSchema>;

/**
 * The name of a judge's job says what is judged: a verdict is sealed together with it, so nobody can have other tests
 * judged under its name.
 */
export function judgeJobId({ run, job, limits, nth, tries }: Omit<JudgeJob, "id" | "epoch" | "avoid">): string {
  return jobId("judge", run, job, limits, nth, tries);
}

/**
 * What went wrong instead of an answer. `user`: trying again is of no use; `refused`: nor is it for this request;
 * `poison`: the job ends its workers.
 */
const failed = z.object({ ok: z.literal(false), fault: z.enum(["user", "refused", "infra", "poison"]), error: text });
export type Failed = z.infer<typeof failed>;
/** `under`: digest of what the run's workers must be, as the answering one was told. */
const reply = job.extend({ worker: z.string(), seconds: z.number().nonnegative(), under: z.string() });

const answerSchema = z.object({
  text,
  promptTokens: count,
  completionTokens: count,
  finishReason: z.enum(FINISH_REASONS),
  decoding: z.record(z.string(), z.union([z.number(), z.string()])).exactOptional(),
});
export type WireAnswer = z.infer<typeof answerSchema>;

export const modelReplySchema = reply.extend({
  result: z.discriminatedUnion("ok", [z.object({ ok: z.literal(true), answer: answerSchema }), failed]),
});
export type ModelReply = z.infer<typeof modelReplySchema>;

export const judgeReplySchema = reply.extend({
  result: z.discriminatedUnion("ok", [z.object({ ok: z.literal(true), execution: executionSchema }), failed]),
  /** HMAC over everything else; empty where no key was given. */
  mac: z.string(),
});
export type JudgeReply = z.infer<typeof judgeReplySchema>;

/** What a worker says of itself every few seconds. */
export const presenceSchema = z.object({
  name: z.string(),
  /** The run that it has opened its parts for. */
  run: z.string(),
  role: z.enum(ROLES),
  /** The model as the user named it; empty for judges. */
  model: z.string(),
  /** A stand-in model's own word, and whether a server answers. */
  standIn: z.string().exactOptional(),
  remote: z.boolean(),
  callsTools: z.literal(true).exactOptional(),
  dtype: z.string(),
  identity,
  done: count,
  failed: count,
  slots: count,
  /** Milliseconds, by Redis's clock. */
  since: z.number(),
  seen: z.number(),
});
export type Presence = z.infer<typeof presenceSchema>;
