/** Which workers are there: each says so every few seconds. */
import type { Redis } from "ioredis";
import { type Role, rosterKey } from "./keys.ts";
import { type Presence, presenceSchema } from "./wire.ts";

/** Seconds after which a worker that has said nothing counts as gone. */
export const GONE_SEC = 12;

export interface Seen extends Presence {
  /** Seconds since it was last heard of. */
  readonly ago: number;
}

/** By Redis's clock, which all machines share. */
export async function nowOf(redis: Redis): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Number(micros) / 1000;
}

/** The workers of a role, those that fell silent among them, by name. */
export async function rosterOf(redis: Redis, role: Role): Promise<Seen[]> {
  const now = await nowOf(redis);
  const entries = Object.entries(await redis.hgetall(rosterKey(role)));
  const seen = entries.flatMap(([name, text]): Seen[] => {
    const { success, data } = presenceSchema.safeParse(jsonOf(text));
    // Whoever may write to a role's roster can write any name, but speaks for that role alone.
    return success && data.name === name && data.role === role ? [{ ...data, ago: (now - data.seen) / 1000 }] : [];
  });
  return seen.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function present(redis: Redis, role: Role): Promise<Seen[]> {
  return (await rosterOf(redis, role)).filter(({ ago }) => ago < GONE_SEC);
}

export async function announce(redis: Redis, presence: Omit<Presence, "seen">): Promise<void> {
  const seen = await nowOf(redis);
  await redis.hset(rosterKey(presence.role), presence.name, JSON.stringify({ ...presence, seen }));
}

export async function leave(redis: Redis, role: Role, name: string): Promise<void> {
  await redis.hdel(rosterKey(role), name);
}

/** Undefined for what is no JSON. */
export function jsonOf(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
