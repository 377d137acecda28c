/** One coordinator at a time: a key in Redis that ends by itself when its holder is dead. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { UserError } from "../lib/errors.ts";
import { EPOCH_KEY, LEASE_KEY } from "./keys.ts";

const LASTS_MS = 10_000;
const RENEWED_MS = 2_500;

/** Prolongs the lease, or takes it (and its number) anew where Redis has forgotten it; 0 where somebody else has it. */
const RENEW = `local held = redis.call("get", KEYS[1])
if held == ARGV[1] then redis.call("pexpire", KEYS[1], ARGV[2]) return 1 end
if held then return 0 end
redis.call("set", KEYS[1], ARGV[1], "px", ARGV[2])
if tonumber(redis.call("get", KEYS[2]) or 0) < tonumber(ARGV[3]) then redis.call("set", KEYS[2], ARGV[3]) end
return 1`;
const RELEASE = `if redis.call("get", KEYS[1]) == ARGV[1] then redis.call("del", KEYS[1]) end return 1`;

export interface Lease extends AsyncDisposable {
  /** Counts up with every coordinator. */
  readonly epoch: number;
  /** What stands in the lease. */
  readonly holder: string;
  /** Aborted when another coordinator has taken over. */
  readonly lost: AbortSignal;
}

/**
 * @throws UserError where another coordinator lives
 */
export async function takeLease(redis: Redis, say: (line: string) => void): Promise<Lease> {
  const own = `${hostname()}, process ${process.pid}, ${randomUUID()}`;
  await placed(redis, own, say);
  const epoch = await redis.incr(EPOCH_KEY);
  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    if ((await redis.eval(RENEW, 2, LEASE_KEY, EPOCH_KEY, own, LASTS_MS, epoch)) === 0) lost.abort(overtaken());
  };
  const timer = setInterval(() => void renew().catch(() => {}), RENEWED_MS);
  return {
    ...{ epoch, holder: own },
    lost: lost.signal,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await Promise.race([redis.eval(RELEASE, 1, LEASE_KEY, own).catch(() => {}), sleep(1000)]);
    },
  };
}

function overtaken(): UserError {
  return new UserError("another coordinator has taken over the queue", { hint: "let that one finish", exitCode: 1 });
}

/** Waits as long as a dead holder's lease can last: who renews it meanwhile is alive. */
async function placed(redis: Redis, own: string, say: (line: string) => void): Promise<void> {
  const deadline = Date.now() + LASTS_MS + RENEWED_MS;
  let left = Number.POSITIVE_INFINITY;
  while ((await redis.set(LEASE_KEY, own, "PX", LASTS_MS, "NX")) !== "OK") {
    const [holder, ttl] = [(await redis.get(LEASE_KEY)) ?? "", await redis.pttl(LEASE_KEY)];
    const [where] = holder.split(/, [0-9a-f-]{36}$/);
    if (ttl > left || Date.now() > deadline)
      throw new UserError(`another coordinator (${where}) serves this queue`, {
        hint: "wait for it, or use another database: redis://HOST:PORT/1",
      });
    if (left === Number.POSITIVE_INFINITY) say(`the queue had a coordinator (${where}): looking whether it lives`);
    left = ttl;
    await sleep(250);
  }
}
