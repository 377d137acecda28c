import { expect, it } from "vitest";
import { openChatModel, parseModel } from "../../src/models/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { temporaryFolder } from "../support/folder.ts";
import { completion, json, startServer } from "../support/http_server.ts";
import { pretendSandbox, QueuePlace, WRONG } from "../support/queue_place.ts";
import { describeQueue } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";

const CALLS = 8;
const A_MINUTE = 60;

describeQueue("--calls-a-minute", () => {
  it.each([
    ["the run's", { run: A_MINUTE, own: undefined }],
    ["the workers' own, which can only be lower", { run: 10 * A_MINUTE, own: A_MINUTE }],
  ])("is shared by all workers: %s", { timeout: 240_000 }, async (_, { run, own }) => {
    const arrived: number[] = [];
    await using server = await startServer((response) => {
      arrived.push(performance.now());
      json(response, completion("an answer"));
    });
    await using redis = await startRedis(temporaryFolder());
    await using place = new QueuePlace(redis);
    const sampling = { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] };
    const spec = parseModel("openai:m", { baseUrl: `${server.url}/v1` });
    const model = () => openChatModel(spec as never, { sampling, report: () => {} });
    const workers = ["one", "two"].map((name) =>
      place.worker(name, { model, sandbox: pretendSandbox(async () => WRONG), callsAMinute: own }),
    );
    const { coordinator } = await place.coordinate({
      name: "openai:m",
      notice: {
        mixed: false,
        model: { sampling, callsAMinute: run },
        judge: { limits: DEFAULT_LIMITS, imports: "octopack", languages: ["python"] },
      },
    });
    for (const { said } of workers)
      await expect.poll(() => said.join("\n"), { timeout: 60_000 }).toContain("at work (model)");
    const begun = performance.now();
    const asked = Array.from({ length: CALLS }, (_, number) => coordinator.model.chat.invoke(`question ${number}`));
    expect(await Promise.all(asked)).toHaveLength(CALLS);
    // One a second from the first on: a slow machine can only be later. Two that do not share it would be twice as early.
    const early = arrived.map((time, nth) => [nth, time - begun] as const).filter(([nth, ms]) => ms < nth * 1000);
    expect(early).toEqual([]);
    expect(arrived).toHaveLength(CALLS);
  });
});
