import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { completion, json, startServer } from "../support/http_server.ts";
import { runProgram, startProgram } from "../support/program.ts";
import { doubler, readJson, readLines, writeSolutions } from "../support/solution_files.ts";

const KILLS = process.env.CI === "true" ? 20 : 1;
const PROBLEMS = 4 * KILLS;

/** Whole lines only: the last one may have been cut by the kill. */
function wholeLines(path: string): { task_id: string; attempt: number }[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
}

describe("a repair that is killed", () => {
  it(`${KILLS} times at random moments loses nothing and asks nothing twice`, { timeout: 600_000 }, async () => {
    const folder = temporaryFolder();
    const file = writeSolutions(join(folder, "file.json"), Array(PROBLEMS).fill({ right: 1 }));
    const [records, output] = [join(folder, "improved_file.jsonl"), join(folder, "improved_file.json")];
    /** Questions whose answers were on the disk before the present session began. */
    let safe = new Set<string>();
    const askedAgain: string[] = [];
    let firstQuestion: () => void = () => {};
    /** Answers that are left in the present session: none ends before it is killed. */
    let answers = 0;
    await using server = await startServer(async (response, { body }) => {
      const said: string[] = body.messages.map((it: { content: string }) => it.content);
      const problem = /Problem number (\d+)/.exec(said[1] ?? "")?.[1];
      const passed = Number(/(\d+) of \d+ cases passed/.exec(said.at(-1) ?? "")?.[1]);
      // Each answer passes one case more: what has passed is the number of the question.
      const question = `problem/${problem}#${passed}`;
      if (safe.has(question)) askedAgain.push(question);
      firstQuestion();
      if (answers-- <= 0) return;
      await sleep(20 * Math.random());
      json(response, completion(doubler(passed + 1)));
    });
    const command = ["repair", "--solution-file", file, "--model", "openai:m", "--base-url", `${server.url}/v1`];
    const flags = ["--max-iterations", "4", "--resume", "--log-level", "ERROR"];

    let done: string[] = [];
    let kills = 0;
    while (kills < KILLS) {
      const asked = new Promise<void>((resolve) => {
        firstQuestion = resolve;
      });
      answers = kills % 4 === 3 ? 0 : 1 + Math.floor(5 * Math.random());
      const grown = () => wholeLines(`${records}.answers.jsonl`).length > safe.size;
      const wanted = answers > 0;
      const run = startProgram([...command, ...flags]);
      // Counted from what it has done, since a busy machine takes its time.
      await Promise.race([run.finished, wanted ? vi.waitUntil(grown, { timeout: 120_000, interval: 5 }) : asked]);
      await sleep(100 * Math.random());
      expect(run.child.exitCode).toBeNull();
      process.kill(-(run.child.pid as number), "SIGKILL");
      await run.finished;
      kills++;
      const journal = wholeLines(`${records}.answers.jsonl`).map(({ task_id, attempt }) => `${task_id}#${attempt}`);
      const recorded = wholeLines(records).map(({ task_id }) => task_id);
      // Nothing that was safe once is ever gone.
      expect(journal).toEqual(expect.arrayContaining([...safe]));
      expect(recorded).toEqual(expect.arrayContaining(done));
      if (existsSync(output)) expect(readJson(output)).toHaveLength(PROBLEMS);
      safe = new Set(journal);
      done = recorded;
    }
    answers = Number.POSITIVE_INFINITY;
    const last = await runProgram([...command, ...flags]);
    expect(last).toMatchObject({ code: 0, stderr: "" });
    expect(askedAgain).toEqual([]);
    const kept = readLines(records);
    expect(kept.map((it) => it.task_id)).toEqual(Array.from({ length: PROBLEMS }, (_, index) => `problem/${index}`));
    expect(kept.every((it) => it.passed && it.attempts.length === 5)).toBe(true);
    expect(readJson(output).map((it: object) => "improved_claude_solution" in it)).toEqual(Array(PROBLEMS).fill(true));
    expect(existsSync(`${records}.answers.jsonl`)).toBe(false);
  });
});
