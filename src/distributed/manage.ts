/** `queue status|drain|clean`: whoever looks after a queue from outside. */
import type { Redis } from "ioredis";
import { UserError } from "../lib/errors.ts";
import type { QueueAddress } from "./address.ts";
import { LEASE_KEY, PREFIX, ROLES, RUN_KEY, rosterKey } from "./keys.ts";
import { drain, readNotice } from "./notice.ts";
import { openQueues, type Queues } from "./packages.ts";
import { rosterOf, type Seen } from "./roster.ts";
import type { RunNotice } from "./wire.ts";

export interface QueueStatus {
  readonly run: RunNotice | undefined;
  /** Who coordinates, in words; empty where nobody does. */
  readonly coordinator: string;
  /** Jobs by queue and state. */
  readonly jobs: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly workers: readonly Seen[];
}

/** Those that there are: what a queue's name is depends on the run's model. */
async function queuesOf(redis: Redis): Promise<string[]> {
  const found = new Set<string>();
  let cursor = "0";
  do {
    const [next, keys] = await redis.scan(cursor, "MATCH", `${PREFIX}:*:meta`, "COUNT", 1000);
    for (const key of keys) found.add(key.slice(PREFIX.length + 1, -":meta".length));
    cursor = next;
  } while (cursor !== "0");
  return [...found].sort();
}

export function statusOf(address: QueueAddress, say: (line: string) => void): Promise<QueueStatus> {
  return using(address, say, async ({ redis, queue }) => {
    const counts = (await queuesOf(redis)).map(async (name) => [
      name,
      await queue(name).getJobCounts("waiting", "active", "delayed"),
    ]);
    const workers = await Promise.all(ROLES.map((role) => rosterOf(redis, role)));
    const [coordinator = ""] = ((await redis.get(LEASE_KEY)) ?? "").split(/, [0-9a-f-]{36}$/);
    return {
      run: await readNotice(redis),
      coordinator,
      jobs: Object.fromEntries(await Promise.all(counts)),
      workers: workers.flat(),
    };
  });
}

/** Tells all workers to finish what is in hand and leave. */
export function drainWorkers(address: QueueAddress, say: (line: string) => void): Promise<void> {
  return using(address, say, ({ redis }) => drain(redis));
}

/**
 * Forgets all that stands in the queue; the results file has what counts.
 *
 * @throws UserError while a coordinator lives
 */
export function clean(address: QueueAddress, say: (line: string) => void): Promise<void> {
  return using(address, say, async ({ redis, queue }) => {
    if ((await redis.exists(LEASE_KEY)) > 0)
      throw new UserError("a coordinator is at work on this queue", { hint: "stop it first" });
    for (const name of await queuesOf(redis)) await queue(name).obliterate({ force: true });
    await redis.del(RUN_KEY, ...ROLES.map(rosterKey));
  });
}

async function using<T>(
  address: QueueAddress,
  say: (line: string) => void,
  work: (queues: Queues) => Promise<T>,
): Promise<T> {
  const queues = await openQueues(address, say);
  try {
    return await work(queues);
  } finally {
    await queues.close();
  }
}
