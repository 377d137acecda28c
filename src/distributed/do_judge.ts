/** `--do judge`: candidates are judged in this machine's sandbox. */
import { randomUUID } from "node:crypto";
import type { Job } from "bullmq";
import type { Sandbox } from "../core/index.ts";
import { messageOf, UserError } from "../lib/errors.ts";
import { runJob } from "./executions.ts";
import { judgeIdentity } from "./identity.ts";
import { answersQueue, jobsQueue } from "./keys.ts";
import type { Part, Place, Terms } from "./place.ts";
import { present } from "./roster.ts";
import { macOf } from "./seal.ts";
import { busy } from "./serving.ts";
import { count, isForeign, oneByOne, poisonOf } from "./taken.ts";
import { type Failed, type JudgeJob, type JudgeReply, judgeJobId, judgeJobSchema, judgeReplySchema } from "./wire.ts";

/** Milliseconds for which a job waits for somebody else. */
const ASIDE_MS = 200;

export async function doJudge({ options, queues, notice }: Place): Promise<Part> {
  const sandbox = await options.openSandbox(notice.judge);
  const counts = { done: 0, failed: 0, inARow: 0 };
  const answers = queues.queue(answersQueue("judge"));
  const others = async (avoid: readonly string[]): Promise<boolean> =>
    (await present(queues.redis, "judge")).some(({ name }) => !avoid.includes(name));
  const judge = { sandbox, worker: options.name, key: options.address.key };
  const inTurn = oneByOne(queues);
  const work = async (terms: Terms, taken: Job, token?: string): Promise<void> => {
    const { success, data: job } = judgeJobSchema.safeParse(taken.data);
    if (!success || isForeign(job, terms)) return;
    if (job.id !== judgeJobId(job)) return options.say("a job that is not what its name says: dropped");
    if (job.avoid.includes(options.name) && (await others(job.avoid))) await queues.putBack(taken, token, ASIDE_MS);
    const poison = poisonOf(taken);
    const reply = await judged(judge, job, terms, poison);
    if (!reply.result.ok) options.say(`${poison ? "not judged" : "the sandbox failed"}: ${reply.result.error}`);
    await answers.add("judge", reply, { jobId: `${job.id}-${randomUUID()}` });
    if (!poison) count(counts, reply.result);
  };
  const { concurrency: slots } = sandbox;
  return {
    about: { model: "", remote: false, dtype: "", identity: judgeIdentity(sandbox), slots },
    counts,
    serve: (until, terms) => {
      const name = jobsQueue("judge", notice.model.name);
      return busy(
        queues.worker(name, (job, token) => inTurn(job, token, () => work(terms, job, token)), { concurrency: slots }),
        until,
      );
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

interface Judge {
  readonly sandbox: Sandbox;
  readonly worker: string;
  readonly key: string | undefined;
}

async function judged(
  { sandbox, worker, key }: Judge,
  job: JudgeJob,
  { under }: Terms,
  poison: Failed | undefined,
): Promise<JudgeReply> {
  const { run, epoch, id } = job;
  const started = performance.now();
  const result = poison ?? (await resultOf(sandbox, job));
  const seconds = (performance.now() - started) / 1000;
  // Read by the schema first: the seal is over what the coordinator will read.
  const reply = judgeReplySchema.parse({ run, epoch, id, worker, seconds, under, result, mac: "" });
  return { ...reply, mac: macOf(reply, key) };
}

async function resultOf(sandbox: Sandbox, { job, limits }: JudgeJob): Promise<JudgeReply["result"]> {
  try {
    return judgeReplySchema.shape.result.parse({ ok: true, execution: await runJob(sandbox, job, limits) });
  } catch (error) {
    return { ok: false, fault: error instanceof UserError ? "user" : "infra", error: messageOf(error) };
  }
}
