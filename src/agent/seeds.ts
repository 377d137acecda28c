import { createHash } from "node:crypto";

/**
 * The seed of one model call, from the run's seed and what the call is for: the same call has the same seed in an
 * interrupted and resumed run, in a shard, and under any concurrency.
 *
 * @returns an integer in [0, 2^31)
 */
export function callSeed(seed: number, taskId: string, sample: number, attempt: number): number {
  const digest = createHash("sha256")
    .update(JSON.stringify([seed, taskId, sample, attempt]))
    .digest();
  return digest.readUInt32BE(0) >>> 1;
}
