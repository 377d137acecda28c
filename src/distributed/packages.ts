/** The queue's packages, which are there only where somebody wants a queue. */
import type * as BullMQ from "bullmq";
import type { Redis } from "ioredis";
import { InfraError, UserError } from "../lib/errors.ts";
import { addressText, type QueueAddress } from "./address.ts";
import { PREFIX } from "./keys.ts";

/** One connection's makers: everything that talks to the Redis of an address. */
export interface Queues {
  readonly address: QueueAddress;
  readonly redis: Redis;
  queue(name: string): BullMQ.Queue;
  worker(name: string, work: BullMQ.Processor, options: Partial<BullMQ.WorkerOptions>): BullMQ.Worker;
  /** For a job in work: puts it back for somebody else. */
  putBack(job: BullMQ.Job, token: string | undefined, ms: number): Promise<never>;
  close(): Promise<void>;
}

/** Seconds that the first connection may take. */
const PATIENCE_SEC = 5;

/** Jobs that are done leave nothing behind: what was answered is the coordinator's to know. */
export const KEEP_NOTHING = { removeOnComplete: true, removeOnFail: true } as const;

/**
 * A stalled job runs again after about 15 s. At its default of 1 it would fail for good at its second stall.
 */
const PATIENT = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 1_000, drainDelay: 2 } as const;

/**
 * @param lost told once per outage, and of what Redis complains about
 * @throws UserError where the packages are missing or Redis refuses; InfraError where nobody answers
 */
export async function openQueues(address: QueueAddress, lost: (line: string) => void): Promise<Queues> {
  const { bullmq, ioredis } = await load();
  const connection = connectionOf(address);
  const redis = new ioredis.Redis({ ...connection, lazyConnect: true });
  const trouble = once(lost, address);
  redis.on("error", trouble);
  await greeted(redis, address);
  const closing: { close(): Promise<void> }[] = [];
  const kept = <T extends { close(): Promise<void>; on(event: "error", listener: (error: Error) => void): unknown }>(
    it: T,
  ): T => {
    it.on("error", trouble);
    closing.push(it);
    return it;
  };
  return {
    address,
    redis,
    queue: (name) => kept(new bullmq.Queue(name, { connection, prefix: PREFIX, defaultJobOptions: KEEP_NOTHING })),
    worker: (name, work, options) =>
      kept(new bullmq.Worker(name, work, { connection, prefix: PREFIX, ...PATIENT, ...options })),
    putBack: async (job, token, ms) => {
      await job.moveToDelayed(Date.now() + ms, token);
      throw new bullmq.DelayedError();
    },
    close: async () => {
      await Promise.all(closing.map((it) => within(it.close(), 3).catch(() => {})));
      redis.disconnect();
    },
  };
}

async function load() {
  try {
    const [bullmq, ioredis] = await Promise.all([import("bullmq"), import("ioredis")]);
    letGo(ioredis.Redis.prototype);
    return { bullmq, ioredis };
  } catch (cause) {
    throw new UserError("--queue needs two more packages", { hint: "npm install bullmq ioredis", cause });
  }
}

/** Of ioredis: how it waits for data, `socketTimeout` at most. */
interface Waiting {
  setSocketTimeout?(): void;
  socketTimeoutTimer?: NodeJS.Timeout | undefined;
}

const letting = new WeakSet<object>();

/** ioredis 5 forgets that time-out when a connection ends: a program that is done would stay for the rest of it. */
function letGo(prototype: object): void {
  const waiting = prototype as Waiting;
  const { setSocketTimeout } = waiting;
  if (setSocketTimeout === undefined || letting.has(prototype)) return;
  letting.add(prototype);
  waiting.setSocketTimeout = function (this: Waiting) {
    setSocketTimeout.call(this);
    this.socketTimeoutTimer?.unref();
  };
}

function connectionOf({ host, port, db, tls, username, password }: QueueAddress) {
  return {
    ...{ host, port, db },
    ...(username !== "" && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
    // An outage is waited for: nothing is lost by it but time.
    maxRetriesPerRequest: null,
    retryStrategy: (tries: number) => Math.min(100 * tries, 1000),
    connectTimeout: 3000,
    // A link that was cut without a word is noticed.
    keepAlive: 5000,
    socketTimeout: 20_000,
  };
}

async function greeted(redis: Redis, address: QueueAddress): Promise<void> {
  let last: Error | undefined;
  redis.on("error", (error) => {
    last = error;
  });
  const answer = await within(
    redis.connect().then(() => redis.ping()),
    PATIENCE_SEC,
  ).catch((error: Error) => {
    last ??= error;
  });
  if (answer === "PONG") return;
  redis.disconnect();
  const why = last?.message ?? "no answer";
  if (/WRONGPASS|NOAUTH|NOPERM|ERR AUTH/.test(why))
    throw new UserError(`${addressText(address)} refuses: ${why}`, {
      hint: "the user stands in --queue redis://USER@HOST, the password in CODE_REPAIR_QUEUE_PASSWORD",
    });
  throw new UserError(`no Redis answers at ${addressText(address)}: ${why}`, {
    hint: "start it, or give another --queue",
  });
}

/** Says that Redis is away once, until half a minute has passed without. */
function once(lost: (line: string) => void, address: QueueAddress): (error: Error) => void {
  let last = 0;
  return (error) => {
    if (Date.now() - last > 30_000) lost(`${addressText(address)}: ${error.message}; going on when it is back`);
    last = Date.now();
  };
}

/** @throws InfraError when it takes longer */
export async function within<T>(work: Promise<T>, seconds: number): Promise<T> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    alarm = setTimeout(() => reject(new InfraError(`no answer within ${seconds} s`)), 1000 * seconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(alarm);
  }
}
