/** What workers are told of the run: one key, which the coordinator writes again and again. */
import type { Redis } from "ioredis";
import { DRAIN_KEY, RUN_KEY } from "./keys.ts";
import { jsonOf } from "./roster.ts";
import { type RunNotice, runSchema } from "./wire.ts";

/** Undefined where there is none, or none that can be read. */
export async function readNotice(redis: Redis): Promise<RunNotice | undefined> {
  return runSchema.safeParse(jsonOf(await redis.get(RUN_KEY))).data;
}

export async function writeNotice(redis: Redis, notice: RunNotice): Promise<void> {
  await redis.set(RUN_KEY, JSON.stringify(notice));
}

export async function isDraining(redis: Redis): Promise<boolean> {
  return (await redis.exists(DRAIN_KEY)) > 0;
}

/** Seconds for which workers are told to leave. */
const DRAINS_SEC = 30;

export async function drain(redis: Redis): Promise<void> {
  await redis.set(DRAIN_KEY, "1", "EX", DRAINS_SEC);
}
