import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram } from "../support/program.ts";
import { describeQueue, Started, timeless } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";
import { doubler, readJson, writeScript, writeSolutions } from "../support/solution_files.ts";

const PROBLEMS = 4;

describeQueue("a repair of solution files over a queue", () => {
  it("writes the files of one machine, also when the coordinator is killed and resumed", {
    timeout: 600_000,
  }, async () => {
    const folder = temporaryFolder();
    await using redis = await startRedis(folder);
    await using started = new Started();
    const file = writeSolutions(join(folder, "file.json"), Array(PROBLEMS).fill({ right: 1 }));
    const replies = Array.from({ length: PROBLEMS }, (_, index) => [
      `problem/${index}`,
      [doubler(2), doubler(1), index % 2 === 0 ? doubler(5) : doubler(3)],
    ]);
    const script = `scripted:${writeScript(join(folder, "script.jsonl"), Object.fromEntries(replies))}`;
    const chosen = [
      "repair",
      "--solution-file",
      file,
      "--model",
      script,
      "--max-iterations",
      "3",
      "--log-level",
      "ERROR",
    ];
    const over = [...chosen, "--out", join(folder, "over.json"), "--queue", redis.url];
    const worker = started.worker(redis.url, ["--model", script]);
    const first = started.run(over);
    await expect.poll(() => existsSync(join(folder, "over.jsonl.answers.jsonl")), { timeout: 120_000 }).toBe(true);
    process.kill(-(first.child.pid ?? 0), "SIGKILL");
    await first.finished;
    const { code, stdout, stderr } = await started.run([...over, "--resume", "--json"]).finished;
    expect(code, stderr).toBe(0);
    expect((await runProgram([...chosen, "--out", join(folder, "alone.json")])).code).toBe(0);
    expect(timeless(join(folder, "over.jsonl"))).toBe(timeless(join(folder, "alone.jsonl")));
    expect(readJson(join(folder, "over.json"))).toEqual(readJson(join(folder, "alone.json")));
    expect(JSON.parse(stdout)).toMatchObject({ total_problems: PROBLEMS, completed_problems: PROBLEMS });
    expect(existsSync(join(folder, "over.jsonl.answers.jsonl"))).toBe(false);
    expect(worker.child.exitCode).toBeNull();
  });
});
