import { join } from "node:path";
import { expect, it } from "vitest";
import { fixOf, SAMPLE } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { gathered, startServer } from "../support/http_server.ts";
import { meter } from "../support/meter.ts";
import { describeQueue, Started } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";
import { readLines } from "../support/solution_files.ts";

const MODEL = ["--model", "openai:m"];

describeQueue("a run over a queue within a budget", () => {
  it("never uses more, whoever asks, and goes on with a larger one", { timeout: 240_000 }, async () => {
    const folder = temporaryFolder();
    await using redis = await startRedis(folder);
    await using started = new Started();
    const { reply, charged } = meter(fixOf);
    await using server = await startServer(gathered(3, reply));
    const url = ["--base-url", `${server.url}/v1`];
    for (const _ of [1, 2]) started.worker(redis.url, ["--do", "model", ...MODEL, ...url]);
    started.worker(redis.url, ["--do", "judge"]);
    const out = join(folder, "out.jsonl");
    const run = (budget: string, ...more: string[]) => {
      const data = ["--dataset-path", SAMPLE, "--max", "12", "--max-new-tokens", "200", "--out", out, "--quiet"];
      const limit = ["--queue", redis.url, "--max-tokens-total", budget];
      return started.run([...MODEL, ...data, ...limit, ...more]).finished;
    };
    const first = await run("4000");
    expect(first.code, first.stderr).toBe(1);
    expect(first.stderr).toContain(`the budget is used up (${charged()} of 4000 tokens spent, and one more call may`);
    expect(charged()).toBeLessThanOrEqual(4000);
    expect(server.peak()).toBeGreaterThan(2);
    expect(server.asked).toHaveLength(readLines(out).length);
    const second = await run("100000", "--resume");
    expect(second.code, second.stderr).toBe(0);
    expect(server.asked).toHaveLength(12);
  });
});
