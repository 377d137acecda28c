import { expect, it } from "vitest";
import { deadLetters } from "../../src/cli/queue_parts.ts";
import { Desk } from "../../src/distributed/desk.ts";
import { parseQueue } from "../../src/distributed/index.ts";
import { openQueues } from "../../src/distributed/packages.ts";
import type { ModelReply } from "../../src/distributed/wire.ts";
import { temporaryFolder } from "../support/folder.ts";
import { describeQueue } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";

describeQueue("a call that two workers have answered", () => {
  it("has the first answer; what the second took is said", async () => {
    await using redis = await startRedis(temporaryFolder());
    const queues = await openQueues(parseQueue(redis.url, {}), () => {});
    try {
      const desk = new Desk({ ...{ queues, run: "r", model: "m", epochs: [1, 1], key: undefined }, warn: () => {} });
      desk.listen({ model: "u", judge: "u" });
      const asked = desk.ask("model", { id: "model-1" });
      const reply = (text: string): ModelReply => ({
        ...{ run: "r", epoch: 1, id: "model-1", worker: text, seconds: 0, under: "u" },
        result: { ok: true, answer: { text, promptTokens: 1200, completionTokens: 34, finishReason: "stop" } },
      });
      const answers = queues.queue("model-answers");
      await answers.add("model", reply("first"));
      expect((await asked).worker).toBe("first");
      desk.kept("model-1");
      expect(deadLetters(desk)).toEqual([]);
      await answers.add("model", reply("second"));
      await expect.poll(() => desk.twice, { timeout: 20_000 }).toEqual({ calls: 1, tokens: 1234 });
      desk.bury("a call for T/1: why");
      expect(deadLetters(desk)).toEqual([
        "1 job ended the workers that took them, and were given up:",
        "  a call for T/1: why",
        "1 call answered twice (workers fell silent): 1,234 tokens that no budget counts",
      ]);
    } finally {
      await queues.close();
    }
  }, 60_000);
});
