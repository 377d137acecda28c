import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { PACKAGE_ROOT } from "../../src/lib/paths.ts";
import { temporaryFolder } from "../support/folder.ts";
import { describeQueue } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";

const SRC = join(PACKAGE_ROOT, "src", "distributed");

/** Closes while a worker waits for jobs, and says which timers would keep it from ending. */
const program = (url: string): string => `
  const { parseQueue } = await import(${JSON.stringify(join(SRC, "address.ts"))});
  const { openQueues } = await import(${JSON.stringify(join(SRC, "packages.ts"))});
  const queues = await openQueues(parseQueue(${JSON.stringify(url)}, {}), console.error);
  const worker = queues.worker("judge-answers", async () => {}, {});
  await worker.waitUntilReady();
  await queues.queue("judge-answers").add("a", {});
  await new Promise((resolve) => worker.once("drained", resolve));
  await new Promise((resolve) => setTimeout(resolve, 700));
  await queues.close();
  await new Promise((resolve) => setTimeout(resolve, 500));
  console.log(process.getActiveResourcesInfo().filter((it) => it === "Timeout").length, "timers");
`;

describeQueue("a program that has closed its queues", () => {
  it("ends at once, though a connection was waiting for data", async () => {
    await using redis = await startRedis(temporaryFolder());
    const args = ["--import", "tsx", "--input-type=module", "--eval", program(redis.url)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PACKAGE_ROOT });
    expect(stdout).toBe("0 timers\n");
  }, 60_000);
});
