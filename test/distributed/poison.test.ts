import { join } from "node:path";
import { expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { SAMPLE } from "../support/answers.ts";
import { deadlyModel } from "../support/deadly_model.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram } from "../support/program.ts";
import { checkOf, deserted, pretendSandbox, QueuePlace, WRONG } from "../support/queue_place.ts";
import { describeQueue, Started, timeless } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";
import { readLines } from "../support/solution_files.ts";

const MINUTE = 60_000;
const POISON = "SamplePython/2";

describeQueue("a job that ends its workers", () => {
  it.runIf(process.env.CI === "true")(
    "is given up after three; all others are recorded, those that were in the same hands, too, and --resume goes on",
    { timeout: 8 * MINUTE },
    async () => {
      const folder = temporaryFolder();
      await using redis = await startRedis(folder);
      await using started = new Started();
      const { name, mend } = deadlyModel(folder, POISON);
      const ended: (number | null)[] = [];
      let isOver = false;
      const keepUp = async (): Promise<void> => {
        while (!isOver)
          ended.push(
            (await started.worker(redis.url, ["--do", "model", "--model", name, "--requests", "4"]).finished).code,
          );
      };
      const keepers = [keepUp(), keepUp()];
      started.worker(redis.url, ["--do", "judge"]);
      const chosen = ["--model", name, "--dataset-path", SAMPLE, "--max", "6", "--quiet"];
      const out = join(folder, "out.jsonl");
      const over = [...chosen, "--out", out, "--queue", redis.url];
      try {
        const first = await started.run(over).finished;
        expect(first.code, first.stderr).toBe(1);
        expect(first.stderr).toContain("1 job ended the workers that took them, and were given up:\n");
        expect(first.stderr).toContain(`  a call for ${POISON}: 3 workers have taken it, and none has answered\n`);
        expect(first.stderr).toMatch(new RegExp(`^error: ${POISON}: .*3 workers have taken it`, "m"));
        expect(first.stderr).toContain("1 of 6 tasks have no record and count as unsolved");
        expect(ended).toEqual([9, 9, 9]);
        const recorded = readLines(out).map(({ task_id, passed }) => [task_id, passed]);
        expect(recorded).toEqual([0, 1, 3, 4, 5].map((number) => [`SamplePython/${number}`, true]));
        const status = JSON.parse((await runProgram(["queue", "status", "--queue", redis.url])).stdout);
        expect(status.run.dead).toEqual([`a call for ${POISON}: 3 workers have taken it, and none has answered`]);

        mend();
        const second = await started.run([...over, "--resume"]).finished;
        expect(second.code, second.stderr).toBe(0);
        expect(ended).toHaveLength(3);
        const alone = join(folder, "alone.jsonl");
        expect((await runProgram([...chosen, "--out", alone])).code).toBe(0);
        expect(timeless(out)).toBe(timeless(alone));
      } finally {
        isOver = true;
        await started[Symbol.asyncDispose]();
        await Promise.all(keepers);
      }
    },
  );

  it("is not judged, nor sent again for another answer that is the same program", { timeout: 4 * MINUTE }, async () => {
    await using redis = await startRedis(temporaryFolder());
    await using place = new QueuePlace(redis);
    const { coordinator, waitingJob } = await deserted(place, redis);
    const judged = coordinator.sandbox.run(checkOf("deadly"), DEFAULT_LIMITS);
    const refused = expect(judged).rejects.toThrow("3 workers have taken it, and none has answered");
    // As three workers leave it that ended over it.
    redis.cli("hset", await waitingJob(), "stc", "3");
    let calls = 0;
    const sandbox = pretendSandbox(async () => {
      calls++;
      return WRONG;
    });
    const second = place.worker("second", { sandbox });
    await refused;
    await expect(coordinator.sandbox.run(checkOf("deadly"), DEFAULT_LIMITS)).rejects.toThrow("3 workers have taken it");
    expect(calls).toBe(0);
    expect(coordinator.dead).toEqual(["a check of f: 3 workers have taken it, and none has answered"]);
    expect(await coordinator.sandbox.run(checkOf("harmless"), DEFAULT_LIMITS)).toEqual(WRONG);
    // It was the job's fault, not the worker's.
    expect(second.said.join("\n")).not.toContain("leaves");
  });
});
