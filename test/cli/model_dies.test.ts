import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { SAMPLE } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram, startProgram } from "../support/program.ts";

const linux = process.platform === "linux";
/** Many more than are in work at once: a quick machine must not be done before the kill. */
const TASKS = 24;

/** The model's process below a program, as the system sees it. */
function modelOf(program: number): number | undefined {
  try {
    const children = readFileSync(`/proc/${program}/task/${program}/children`, "utf8").split(" ").map(Number);
    return children.find((pid) => pid > 0 && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("boot.mjs"));
  } catch {
    return undefined; // one of them has ended meanwhile
  }
}

/** Runs with the built-in model, whose process is killed up to `times` times once answers are asked for. */
async function runAndKill(args: readonly string[], out: string, times: number) {
  // An earlier try's records would pass for this one's.
  rmSync(out, { force: true });
  const run = startProgram([...args, "--out", out]);
  const killed = new Set<number>();
  while (run.child.exitCode === null && killed.size < times) {
    // With one record there are others in work.
    const pid = existsSync(out) && recordsIn(out).length > 0 ? modelOf(run.child.pid as number) : undefined;
    if (pid !== undefined && !killed.has(pid)) {
      process.kill(pid, "SIGKILL");
      killed.add(pid);
    }
    await sleep(2);
  }
  return { ...(await run.finished), killed: killed.size };
}

/** A busy test may come too late, when all answers are there: then the run is of no use, and another is made. */
async function runAndKillInTime(args: readonly string[], out: string) {
  for (let tries = 1; ; tries++) {
    const run = await runAndKill(args, out, 1);
    if (recordsIn(out).length < TASKS || tries === 5) return run;
  }
}

const recordsIn = (file: string) => readFileSync(file, "utf8").split("\n").filter(Boolean);

describe.skipIf(!linux)("a model's process that dies while it answers", { timeout: 240_000 }, () => {
  // A pass for each token: however busy the machine is, the model needs longer than the test to notice a record.
  const slow = ["--decoding", "plain", "--threads", "1"];
  const args = ["--model", "builtin:copy", "--dataset-path", SAMPLE, "--max", String(TASKS), ...slow];

  it.each([
    ["one at a time", []],
    ["several at a time", ["--batch", "2", "--concurrency", "3"]],
  ])("costs what it had in work, no more, and --resume makes it up: %s", async (_, more) => {
    const out = join(temporaryFolder(), "out.jsonl");
    const run = await runAndKillInTime([...args, ...more], out);
    expect(run).toMatchObject({ code: 1, killed: 1 });
    expect(run.stderr).toContain("the model's process was ended by SIGKILL");
    expect(run.stderr).not.toMatch(/^\s+at |Unhandled|node:events/m);
    const open = TASKS - recordsIn(out).length;
    expect(open).toBeGreaterThan(0);
    expect(open).toBeLessThan(TASKS);
    expect(run.stderr).toContain(`the model failed: ${open} of ${TASKS} tasks have no record`);
    const resumed = await runProgram([...args, ...more, "--out", out, "--resume"]);
    expect(resumed).toMatchObject({ code: 0 });
    expect(recordsIn(out)).toHaveLength(TASKS);
  });

  it("ends the run when it dies three times in a row", async () => {
    const out = join(temporaryFolder(), "out.jsonl");
    const run = await runAndKill(args, out, 1000);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("the model's process died 3 times in a row");
    expect(run.stderr).toContain("--resume");
    expect(run.stderr).not.toMatch(/^\s+at |Unhandled|node:events/m);
    // Those in work when the third died may have started one more.
    expect(run.killed).toBeLessThan(TASKS);
  });
});
