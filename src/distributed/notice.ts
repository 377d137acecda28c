/** What workers are told of the run: one key, which the coordinator writes again and again. */
import type { Redis } from "ioredis";
import { DRAIN_KEY, LEASE_KEY, RUN_KEY } from "./keys.ts";
import { jsonOf } from "./roster.ts";
import { type RunNotice, runSchema } from "./wire.ts";

/** Undefined where there is none, or none that can be read. */
export async function readNotice(redis: Redis): Promise<RunNotice | undefined> {
  return runSchema.safeParse(jsonOf(await redis.get(RUN_KEY))).data;
}

/** Only who has the lease speaks: one that was overtaken while it stood still does not know it yet. */
const WRITE = `if redis.call("get", KEYS[1]) == ARGV[1] then redis.call("set", KEYS[2], ARGV[2]) end return 1`;

/** @param holder what stands in the lease of who writes */
export async function writeNotice(redis: Redis, holder: string, notice: RunNotice): Promise<void> {
  await redis.eval(WRITE, 2, LEASE_KEY, RUN_KEY, holder, JSON.stringify(notice));
}

export async function isDraining(redis: Redis): Promise<boolean> {
  return (await redis.exists(DRAIN_KEY)) > 0;
}

/** Seconds for which workers are told to leave. */
const DRAINS_SEC = 30;

export async function drain(redis: Redis): Promise<void> {
  await redis.set(DRAIN_KEY, "1", "EX", DRAINS_SEC);
}
