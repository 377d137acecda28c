import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { SAMPLE, timelessRecords, writeAnswers } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram, startProgram } from "../support/program.ts";

const KILLS = process.env.CI === "true" ? 50 : 1;

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
    let inTheMiddle = 0;
    while (kills < KILLS) {
      const run = startProgram([...base, "--out", out, "--resume"]);
      await Promise.race([run.finished, sleep(500 + 2000 * Math.random())]);
      if (run.child.exitCode === null) {
        process.kill(-(run.child.pid as number), "SIGKILL");
        kills++;
      }
      const { code } = await run.finished;
      if (code === 0) {
        expect(timelessRecords(out)).toEqual(timelessRecords(reference));
        rmSync(out);
      } else if (existsSync(out)) inTheMiddle++;
    }
    expect(await runProgram([...base, "--out", out, "--resume"])).toMatchObject({ code: 0, stderr: "" });
    expect(timelessRecords(out)).toEqual(timelessRecords(reference));
    if (KILLS > 10) expect(inTheMiddle).toBeGreaterThan(0);
  });
});
