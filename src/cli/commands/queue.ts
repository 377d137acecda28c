/** `queue`: looks after the queue of a run. */
import { clean, drainWorkers, parseQueue, type QueueStatus, statusOf } from "../../distributed/index.ts";
import { usageError } from "../../lib/errors.ts";
import { printJson, printText, say } from "../../lib/terminal.ts";
import type { FlagsOf } from "../flags/table.ts";

/** @throws UserError for another word, and where no Redis answers */
export async function run({ words, queue, json }: FlagsOf<"queue">): Promise<number> {
  const [word = ""] = words;
  const address = parseQueue(queue);
  if (word === "status") {
    const status = await statusOf(address, say);
    if (process.stdout.isTTY && !json) printText(statusText(status));
    else printJson(status);
  } else if (word === "drain") {
    await drainWorkers(address, say);
    say("workers finish what they have in hand, and leave");
  } else if (word === "clean") {
    await clean(address, say);
    say("the queue is empty; the results file has what counts");
  } else throw usageError(`queue ${word} is no command`, "there are queue status, queue drain and queue clean");
  return 0;
}

function statusText({ run, coordinator, jobs, workers }: QueueStatus): string {
  const progress = run === undefined ? "no run" : `${run.progress.done} of ${run.progress.total} recorded`;
  const head = `${run?.model.name ?? ""} ${progress}, ${coordinator === "" ? "no coordinator" : coordinator}`.trim();
  const queues = Object.entries(jobs).map(([name, counts]) => {
    return `${name}: ${counts.waiting} waiting, ${counts.active} in work, ${counts.delayed} delayed`;
  });
  const seen = workers.map(({ name, role, done, failed, since, seen: at, ago }) => {
    const minutes = Math.max((at - since) / 60_000, 1 / 60);
    return `${name} (${role}): ${done} done, ${failed} failed, ${(done / minutes).toFixed(1)} a minute, seen ${ago.toFixed(0)} s ago`;
  });
  return `${[head, ...queues, ...seen].join("\n")}\n`;
}
