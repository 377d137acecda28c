import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { poisonOf } from "../../src/distributed/taken.ts";
import { InfraError } from "../../src/lib/errors.ts";
import { openChatModel, parseModel } from "../../src/models/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { writeSmallGguf } from "../models/weights/small_models.ts";
import { temporaryFolder } from "../support/folder.ts";
import { countingModel } from "../support/models.ts";
import { checkOf, pretendSandbox, QueuePlace, WRONG } from "../support/queue_place.ts";
import { describeQueue } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";

const SECONDS = 240_000;
const asked = { model: async () => ({ ...countingModel(() => ({ text: "an answer" })), name: "m" }) };

describeQueue("a sandbox that fails on one worker", () => {
  it(
    "is not the last word: another worker judges, and who fails three times in a row leaves",
    async () => {
      await using redis = await startRedis(temporaryFolder());
      await using place = new QueuePlace(redis);
      let failed = 0;
      const broken = place.worker("broken", {
        sandbox: pretendSandbox(async () => {
          failed++;
          throw new InfraError("no namespaces today");
        }),
      });
      const sound = place.worker("sound", { sandbox: pretendSandbox(async () => WRONG), ...asked });
      const { coordinator } = await place.coordinate();
      await expect.poll(() => [...broken.said, ...sound.said].filter((it) => it.endsWith("(judge)")).length).toBe(2);
      // The broken one may or may not be given a job: enough of them, one after another, until it has left.
      let left = false;
      void broken.ended.then(() => {
        left = true;
      });
      for (let number = 0; !left && number < 2000; number++)
        expect(await coordinator.sandbox.run(checkOf(`${number}`), DEFAULT_LIMITS)).toMatchObject({
          verdict: WRONG.verdict,
        });
      expect(await broken.ended).toBe("broken failed 3 times in a row and leaves");
      expect(failed).toBeGreaterThanOrEqual(3);
      expect(await coordinator.sandbox.run(checkOf("at last"), DEFAULT_LIMITS)).toMatchObject({
        verdict: WRONG.verdict,
      });
    },
    SECONDS,
  );

  it(
    "is what the run says where there is no other",
    async () => {
      await using redis = await startRedis(temporaryFolder());
      await using place = new QueuePlace(redis);
      let calls = 0;
      const sandbox = pretendSandbox(async () => {
        calls++;
        throw new InfraError("no namespaces today");
      });
      place.worker("alone", { sandbox, ...asked });
      const { coordinator } = await place.coordinate();
      await expect(coordinator.sandbox.run(checkOf("x"), DEFAULT_LIMITS)).rejects.toThrow("alone: no namespaces today");
      expect(calls).toBe(3);
    },
    SECONDS,
  );
});

describeQueue("a worker that is not the run's", () => {
  it(
    "has another interpreter: it leaves and says why; --mixed takes it",
    async () => {
      await using redis = await startRedis(temporaryFolder());
      await using place = new QueuePlace(redis);
      place.worker("first", { sandbox: pretendSandbox(async () => WRONG), ...asked });
      const { coordinator } = await place.coordinate();
      const other = place.worker("other", { sandbox: pretendSandbox(async () => WRONG, "3.12.1") });
      expect(await other.ended).toBe('this sandbox is not the run\'s: interpreter: "3.11.2" → "3.12.1"');
      await coordinator[Symbol.asyncDispose]();
      const mixed = { mixed: true, model: { sampling: { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] } } };
      const judge = { limits: DEFAULT_LIMITS, imports: "octopack" as const, languages: ["python"] };
      await place.coordinate({ run: "s", notice: { ...mixed, judge } });
      const taken = place.worker("other", { sandbox: pretendSandbox(async () => WRONG, "3.12.1") });
      await expect.poll(() => taken.said.join("\n"), { timeout: 20_000 }).toContain("(--mixed: taken all the same)");
      await expect.poll(() => taken.said.at(-1), { timeout: 20_000 }).toBe("other: at work (judge)");
    },
    SECONDS,
  );

  it(
    "computes other bits from the same weights: its logits tell, though all it says of itself is the same",
    async () => {
      const folder = temporaryFolder();
      await using redis = await startRedis(folder);
      await using place = new QueuePlace(redis);
      const file = join(folder, "small.gguf");
      writeSmallGguf(file, { architecture: "qwen2" });
      const open = (cacheDir: string) => async () => {
        const sampling = { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] };
        return openChatModel(parseModel(file) as never, { sampling, cacheDir, digest: true, report: () => {} });
      };
      const [here, same, elsewhere] = ["here", "same", "elsewhere"].map((name) => join(folder, name));
      const first = place.worker("first", { model: open(`${here}`), sandbox: pretendSandbox(async () => WRONG) });
      await place.coordinate({ name: file });
      expect(first.said).not.toEqual([]);
      for (const copy of [same, elsewhere]) cpSync(`${here}`, `${copy}`, { recursive: true });
      spoil(join(`${elsewhere}`, "converted"));
      const other = place.worker("other", { model: open(`${elsewhere}`) });
      expect(await other.ended).toMatch(/^this model is not the run's: logits: "[0-9a-f]{16}" → "[0-9a-f]{16}"$/);
      const twin = place.worker("twin", { model: open(`${same}`) });
      await expect.poll(() => twin.said.at(-1), { timeout: 30_000 }).toBe("twin: at work (model)");
    },
    SECONDS,
  );
});

/** One weight is another, as if this machine multiplied otherwise. */
function spoil(converted: string): void {
  const [name = ""] = readdirSync(converted).filter((it) => !it.startsWith("."));
  const path = join(converted, name, "onnx", "model.onnx_data");
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 0x10;
  writeFileSync(path, bytes);
}

it("a job that three workers have not answered is not tried any more", () => {
  const job = (stalledCounter: number) => poisonOf({ stalledCounter } as Parameters<typeof poisonOf>[0]);
  expect([job(0), job(2)]).toEqual([undefined, undefined]);
  expect(job(3)).toEqual({ ok: false, fault: "poison", error: "3 workers have taken it, and none has answered" });
});
