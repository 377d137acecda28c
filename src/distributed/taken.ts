/** A job in a worker's hands: whether it is to be done at all, and how it is counted. */
import type { Job } from "bullmq";
import type { Queues } from "./packages.ts";
import type { Counts, Terms } from "./place.ts";
import type { Failed } from "./wire.ts";

/** Workers that may end, or fall silent, over a job before it is taken for the reason. */
const MOST_STALLS = 3;
/** Milliseconds for which a job that some worker did not answer waits while another such one is in hand. */
const ONE_BY_ONE_MS = 1_000;

/** Of another run, or of before this one began. Whoever still waits for it sends it again. */
export function isForeign({ run, epoch }: { readonly run: string; readonly epoch: number }, terms: Terms): boolean {
  return run !== terms.run || epoch < terms.since;
}

/** What to answer instead of trying once more; undefined for jobs that may be tried. */
export function poisonOf({ stalledCounter }: Job): Failed | undefined {
  if (stalledCounter < MOST_STALLS) return undefined;
  return { ok: false, fault: "poison", error: `${stalledCounter} workers have taken it, and none has answered` };
}

/**
 * Of the jobs that a worker ended over, one is the reason, and the others were only in its hands, too. They are tried one
 * at a time: whoever ends the next worker, ends it alone.
 */
export function oneByOne(queues: Queues) {
  let hasSuspect = false;
  return async (taken: Job, token: string | undefined, work: () => Promise<void>): Promise<void> => {
    if (taken.stalledCounter === 0) return work();
    if (hasSuspect) return queues.putBack(taken, token, ONE_BY_ONE_MS);
    hasSuspect = true;
    try {
      await work();
    } finally {
      hasSuspect = false;
    }
  };
}

export function count(counts: Counts, { ok }: { readonly ok: boolean }): void {
  counts.done++;
  counts.failed += ok ? 0 : 1;
  counts.inARow = ok ? 0 : counts.inARow + 1;
}
