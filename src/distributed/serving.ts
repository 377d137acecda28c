/** A queue's worker, for as long as it is to work. */
import type { Worker } from "bullmq";

/** Resolves when it was told to end, and what it had in hand is done. */
export async function busy(worker: Worker, until: AbortSignal): Promise<void> {
  if (!until.aborted) await new Promise((resolve) => until.addEventListener("abort", resolve, { once: true }));
  await worker.close();
}
