/** A worker whose verdicts cost nothing: what is left is what the queue costs. Started by scripts/bench_queue.ts. */
import { parseQueue, runWorker } from "../../src/distributed/index.ts";
import { pretendSandbox, WRONG } from "../../test/support/queue_place.ts";

const [url = ""] = process.argv.slice(2);
await runWorker({
  ...{ address: parseQueue(url, {}), name: `pretends-${process.pid}`, roles: ["judge"], oneRun: false },
  openModel: () => Promise.reject(new Error("it judges only")),
  openSandbox: async () => ({ ...pretendSandbox(async () => WRONG), concurrency: 1 }),
  ...{ say: () => {}, stop: new AbortController().signal },
});
