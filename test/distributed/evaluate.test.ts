import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SAMPLE, writeAnswers } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram } from "../support/program.ts";
import { describeQueue, Started, timeless } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";

const MINUTES = 240_000;
const KEY = { CODE_REPAIR_QUEUE_KEY: "a key of this test alone" };

describeQueue("an evaluation over a queue", () => {
  it(
    "writes the results file of one machine, byte for byte but for times",
    async () => {
      const folder = temporaryFolder();
      await using redis = await startRedis(folder);
      await using started = new Started();
      const replay = `replay:${writeAnswers(join(folder, "answers.jsonl"), SAMPLE, (index) => index % 3 > 0)}`;
      const chosen = ["--model", replay, "--dataset-path", SAMPLE, "--iters", "1", "--max", "6", "--quiet"];
      const [alone, over] = [join(folder, "alone.jsonl"), join(folder, "over.jsonl")];
      const ofModel = started.worker(redis.url, ["--do", "model", "--model", replay, "--one-run"], { env: KEY });
      const ofJudge = started.worker(redis.url, ["--do", "judge", "--one-run"], { env: KEY });
      const { code, stderr } = await started.run([...chosen, "--out", over, "--queue", redis.url], { env: KEY })
        .finished;
      expect([code, stderr]).toEqual([0, ""]);
      expect((await runProgram([...chosen, "--out", alone])).code).toBe(0);
      expect(timeless(over)).toBe(timeless(alone));
      expect(timeless(over).split("\n").length - 1).toBe(6);
      // The journal goes when every answer is in a record; workers leave when the run is done.
      expect(existsSync(`${over}.answers.jsonl`)).toBe(false);
      expect((await ofModel.finished).code).toBe(0);
      expect((await ofJudge.finished).code).toBe(0);
      // Neither alone nor over the queue does the key stand anywhere.
      expect(readFileSync(`${over}.run.json`, "utf8")).not.toContain(KEY.CODE_REPAIR_QUEUE_KEY);
      const hash = (path: string) => JSON.parse(readFileSync(`${path}.run.json`, "utf8")).config_hash;
      expect(hash(over)).toBe(hash(alone));
      // Nothing is left standing in Redis but what says who was there.
      const keys = redis.cli("--scan", "--pattern", "code-repair:*").split("\n");
      expect(keys.filter((key) => /:(model|judge|model-answers|judge-answers):(model|judge)-/.test(key))).toEqual([]);
    },
    MINUTES,
  );

  it.runIf(process.env.CI === "true")(
    "goes on from one machine to the queue and back",
    async () => {
      const folder = temporaryFolder();
      await using redis = await startRedis(folder);
      await using started = new Started();
      const replay = `replay:${writeAnswers(join(folder, "answers.jsonl"), SAMPLE, (index) => index % 2 > 0)}`;
      const chosen = ["--model", replay, "--dataset-path", SAMPLE, "--quiet"];
      const [whole, parts] = [join(folder, "whole.jsonl"), join(folder, "parts.jsonl")];
      const out = ["--out", parts];
      expect((await runProgram([...chosen, "--max", "3", ...out])).code).toBe(0);
      started.worker(redis.url, ["--model", replay, "--one-run"]);
      const queue = ["--queue", redis.url];
      expect((await started.run([...chosen, "--max", "6", ...out, "--resume", ...queue]).finished).code).toBe(0);
      expect((await runProgram([...chosen, "--max", "9", ...out, "--resume"])).code).toBe(0);
      expect((await runProgram([...chosen, "--max", "9", "--out", whole])).code).toBe(0);
      expect(timeless(parts)).toBe(timeless(whole));
    },
    MINUTES,
  );
});
