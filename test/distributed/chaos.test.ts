import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { SAMPLE, writeAnswers } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram } from "../support/program.ts";
import { describeQueue, recordsIn, Started, timeless } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";

const LONG = process.env.CI === "true";
const SAMPLES = 2;
/** Longer than a job's lock and the look after stalled jobs. */
const STOPPED_MS = 18_000;

/** Each answer once for every sample. */
function answersOf(folder: string): string {
  const path = writeAnswers(join(folder, "answers.jsonl"), SAMPLE, (index) => index % 3 > 0);
  writeFileSync(path, readFileSync(path, "utf8").repeat(SAMPLES));
  return `replay:${path}`;
}

describeQueue("a run over a queue under faults", () => {
  it.runIf(LONG)("loses nothing, counts nothing twice and changes no verdict", { timeout: 600_000 }, async () => {
    const folder = temporaryFolder();
    await using redis = await startRedis(folder);
    await using started = new Started();
    const replay = answersOf(folder);
    const [alone, over] = [join(folder, "alone.jsonl"), join(folder, "over.jsonl")];
    const chosen = ["--model", replay, "--dataset-path", SAMPLE, "--samples", `${SAMPLES}`, "--quiet"];
    const judge = () => started.worker(redis.url, ["--do", "judge", "--exec-concurrency", "1"]);
    const model = () => started.worker(redis.url, ["--do", "model", "--model", replay]);
    const coordinate = (...more: string[]) =>
      started.run([...chosen, "--out", over, "--queue", redis.url, "--concurrency", "4", ...more]);
    const workers = { model: model(), first: judge(), second: judge() };
    let coordinator = coordinate();
    const faults: readonly (readonly [records: number, name: string, fault: () => Promise<unknown>])[] = [
      [
        4,
        "a judge is killed",
        async () => {
          await started.crash(workers.first);
          workers.first = judge();
        },
      ],
      [12, "Redis forgets everything", async () => redis.cli("flushall")],
      [
        20,
        "Redis is killed, and away for three seconds",
        async () => {
          await redis.kill();
          await sleep(3000);
          await redis.start();
        },
      ],
      [
        30,
        "the coordinator is killed",
        async () => {
          await started.crash(coordinator);
          coordinator = coordinate("--resume");
        },
      ],
      [
        40,
        "the model's worker is killed",
        async () => {
          await started.crash(workers.model);
          workers.model = model();
        },
      ],
      [
        50,
        "a judge stands still for longer than its lock",
        async () => {
          process.kill(-(workers.second.child.pid ?? 0), "SIGSTOP");
          await sleep(STOPPED_MS);
          process.kill(-(workers.second.child.pid ?? 0), "SIGCONT");
        },
      ],
    ];
    for (const [records, name, fault] of faults) {
      await expect
        .poll(() => recordsIn(over), { timeout: 120_000, interval: 50, message: name })
        .toBeGreaterThanOrEqual(records);
      await fault();
    }
    expect((await coordinator.finished).code).toBe(0);
    expect((await runProgram([...chosen, "--out", alone])).code).toBe(0);
    expect(recordsIn(over)).toBe(36 * SAMPLES);
    expect(timeless(over)).toBe(timeless(alone));
  });
});
