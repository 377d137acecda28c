import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { LEASE_KEY } from "../../src/distributed/keys.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { SAMPLE } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { countingModel } from "../support/models.ts";
import { checkOf, pretendSandbox, QueuePlace, WRONG } from "../support/queue_place.ts";
import { describeQueue, Started } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";

const MINUTE = 240_000;

function both() {
  const model = async () => ({ ...countingModel(() => ({ text: "an answer" })), name: "m" });
  return { model, sandbox: pretendSandbox(async () => WRONG) };
}

describeQueue("a second coordinator", () => {
  it(
    "is refused while the first lives",
    async () => {
      await using redis = await startRedis(temporaryFolder());
      await using place = new QueuePlace(redis);
      place.worker("w", both());
      const { coordinator } = await place.coordinate();
      await expect(place.coordinate({ run: "another" })).rejects.toThrow(
        /another coordinator \(.+\) serves this queue/,
      );
      expect(await coordinator.sandbox.run(checkOf("x"), DEFAULT_LIMITS)).toEqual(WRONG);
      expect(coordinator.lost.aborted).toBe(false);
    },
    MINUTE,
  );

  it(
    "takes over when the first is dead, with its worker as it stands; one that comes to again is told",
    async () => {
      await using redis = await startRedis(temporaryFolder());
      await using started = new Started();
      await using place = new QueuePlace(redis);
      const out = `${temporaryFolder()}/out.jsonl`;
      // It waits for workers, and stands still until its lease has ended.
      const first = started.run(["--model", "search", "--dataset-path", SAMPLE, "--out", out, "--queue", redis.url]);
      await first.says("waiting for a worker");
      process.kill(-(first.child.pid ?? 0), "SIGSTOP");
      place.worker("w", both());
      const { coordinator, said } = await place.coordinate();
      expect(said.join("\n")).toMatch(/the queue had a coordinator \(.+, process \d+\): looking whether it lives/);
      process.kill(-(first.child.pid ?? 0), "SIGCONT");
      const { code, stderr } = await first.finished;
      expect([code, stderr]).toEqual([
        expect.any(Number),
        expect.stringContaining("another coordinator has taken over"),
      ]);
      expect(code).not.toBe(0);
      expect(await coordinator.sandbox.run(checkOf("x"), DEFAULT_LIMITS)).toEqual(WRONG);
    },
    MINUTE,
  );

  it(
    "of the same run keeps the workers, whose models stay open",
    async () => {
      await using redis = await startRedis(temporaryFolder());
      await using place = new QueuePlace(redis);
      let opened = 0;
      const worker = place.worker("w", {
        ...both(),
        model: async () => {
          opened++;
          return { ...countingModel(() => ({ text: `opened ${opened} times` })), name: "m" };
        },
      });
      const { coordinator: dead } = await place.coordinate();
      expect((await dead.model.chat.invoke("hello")).text).toBe("opened 1 times");
      // As a crash leaves it: nobody renews the lease, nobody says that the run is done.
      redis.cli("set", LEASE_KEY, "somewhere, process 1, 00000000-0000-0000-0000-000000000000", "PX", "60000");
      await expect.poll(() => dead.lost.aborted, { timeout: 20_000 }).toBe(true);
      redis.cli("del", LEASE_KEY);
      const { coordinator } = await place.coordinate({ fresh: false });
      expect((await coordinator.model.chat.invoke("hello again")).text).toBe("opened 1 times");
      expect(await coordinator.sandbox.run(checkOf("x"), DEFAULT_LIMITS)).toEqual(WRONG);
      expect(worker.said.filter((it) => it.endsWith("(judge)")).length).toBe(2);
    },
    MINUTE,
  );
});

describeQueue("Redis away for longer than connections last", () => {
  it.runIf(process.env.CI === "true")(
    "costs time only",
    async () => {
      await using redis = await startRedis(temporaryFolder());
      await using place = new QueuePlace(redis);
      place.worker("w", both());
      const { coordinator } = await place.coordinate();
      const run = (name: string) => coordinator.sandbox.run(checkOf(name), DEFAULT_LIMITS);
      expect(await run("before")).toEqual(WRONG);
      await redis.kill();
      const asked = Promise.all(["a", "b", "c"].map(run));
      await sleep(30_000);
      await redis.start();
      expect(await asked).toEqual([WRONG, WRONG, WRONG]);
      expect(coordinator.lost.aborted).toBe(false);
    },
    2 * MINUTE,
  );
});
