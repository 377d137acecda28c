/** Tasks × samples → jobs; and the split of them over several processes. */
import type { Shard, Task } from "../core/index.ts";
import type { Job } from "./humaneval_eval.ts";

/**
 * The jobs of a run in the order of its records: task by task, the samples of each together. Of a sharded run only
 * the shard's own tasks, dealt out one by one, so that each shard has as many easy and hard ones as the next.
 */
export function planJobs(tasks: readonly Task[], samples: number, shard?: Shard): Job[] {
  return ofShard(tasks, shard).flatMap((task) => Array.from({ length: samples }, (_, sample) => ({ task, sample })));
}

export function ofShard<T>(items: readonly T[], shard: Shard | undefined): T[] {
  return shard === undefined ? [...items] : items.filter((_, index) => index % shard.of === shard.index - 1);
}
