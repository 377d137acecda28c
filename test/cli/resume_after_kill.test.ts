import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { SAMPLE, timelessRecords, writeAnswers } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram, startProgram } from "../support/program.ts";

const KILLS = process.env.CI === "true" ? 50 : 1;

/** Whole lines. */
const recordsIn = (path: string): number => (existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0);

describe("a run that is killed", () => {
  it(`${KILLS} times at random moments, and resumed, equals one that was not`, { timeout: 900_000 }, async () => {
    const folder = temporaryFolder();
    // Tasks 33 and 34 run into the time limit when they are not fixed: too slow to repeat here.
    const answers = writeAnswers(join(folder, "answers.jsonl"), SAMPLE, (index) => index % 3 !== 0 || index > 24);
    const base = ["--model", `replay:${answers}`, "--dataset-path", SAMPLE, "--timeout", "3", "--quiet"];
    const reference = join(folder, "reference.jsonl");
    expect(await runProgram([...base, "--out", reference])).toMatchObject({ code: 0 });

    const out = join(folder, "killed.jsonl");
    let kills = 0;
    while (kills < KILLS) {
      const done = recordsIn(out);
      const more = Math.floor(4 * Math.random());
      const run = startProgram([...base, "--out", out, "--resume"]);
      // Counted from what it has written, since a busy machine takes its time: before its first record, or soon after one.
      const reached = vi.waitUntil(() => recordsIn(out) >= done + more, { timeout: 120_000, interval: 5 });
      await Promise.race([run.finished, reached]);
      await sleep(100 * Math.random());
      if (run.child.exitCode === null) {
        process.kill(-(run.child.pid as number), "SIGKILL");
        kills++;
      }
      const { code } = await run.finished;
      if (code === 0) {
        expect(timelessRecords(out)).toEqual(timelessRecords(reference));
        rmSync(out);
      }
    }
    expect(await runProgram([...base, "--out", out, "--resume"])).toMatchObject({ code: 0, stderr: "" });
    expect(timelessRecords(out)).toEqual(timelessRecords(reference));
  });
});
