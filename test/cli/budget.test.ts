import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fixOf, rowsOf, SAMPLE } from "../support/answers.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";
import { gathered, startServer } from "../support/http_server.ts";
import { meter } from "../support/meter.ts";
import { readLines } from "../support/solution_files.ts";

const TASKS = 12;
const MOST = 200;

function command(url: string, out: string, more: readonly string[]): string[] {
  const model = ["--model", "openai:m", "--base-url", `${url}/v1`, "--max-new-tokens", `${MOST}`];
  return [...model, "--dataset-path", SAMPLE, "--max", `${TASKS}`, "--out", out, "--quiet", ...more];
}

describe("a run within a budget", () => {
  it.each([1, 5, 12])("never uses more, with %i calls in flight, and goes on with a larger one", async (inFlight) => {
    const out = join(temporaryFolder(), "r.jsonl");
    const whole = meter(fixOf);
    // The first calls reserve half a token a byte: of those more than one must fit for any to wait.
    await using server = await startServer(gathered(Math.min(inFlight, 3), whole.reply));
    const base = (tokens: number) =>
      command(server.url, out, ["--concurrency", `${inFlight}`, "--max-tokens-total", `${tokens}`]);
    const first = await runHere(base(4000));
    expect(first.code).toBe(1);
    const recorded = readLines(out).length;
    expect(first.stderr).toMatch(
      new RegExp(
        `^the budget is used up \\(${whole.charged()} of 4000 tokens spent, and one more call may take \\d+\\): ` +
          `${TASKS - recorded} of ${TASKS} tasks have no record`,
        "m",
      ),
    );
    expect(whole.charged()).toBeLessThanOrEqual(4000);
    // Nor less than it could: not much more than one call is left.
    expect(whole.charged()).toBeGreaterThan(4000 - 2 * (whole.charged() / server.asked.length));
    expect(server.asked).toHaveLength(recorded);
    if (inFlight > 1) expect(server.peak()).toBeGreaterThan(2);
    const second = await runHere([...base(100_000), "--resume"]);
    expect(second.code).toBe(0);
    expect(server.asked).toHaveLength(TASKS);
    expect(existsSync(`${out}.answers.jsonl`)).toBe(false);
  });

  it("never costs more, and says in money what was spent", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    const whole = meter(fixOf);
    await using server = await startServer(whole.reply);
    const prices = ["--price-in", "1000000", "--price-out", "1000000", "--max-cost", "2500"];
    const run = await runHere(command(server.url, out, ["--concurrency", "4", ...prices]));
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(`the budget is used up (${whole.charged()} of 2500 spent, and one more call may take`);
    expect(whole.charged()).toBeLessThanOrEqual(2500);
    expect(server.asked.length).toBeGreaterThan(1);
  });

  it("judges what it has paid for again, though nothing is left", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    await using server = await startServer(meter(fixOf).reply);
    const whole = command(server.url, out, []);
    expect((await runHere(whole)).code).toBe(0);
    const lines = readFileSync(out, "utf8").trimEnd().split("\n");
    const broken = lines.map((line) =>
      line.replace('"passed":true,"verdict":"passed"', '"passed":false,"verdict":"sandbox_error"'),
    );
    writeFileSync(out, `${broken.join("\n")}\n`);
    const again = await runHere([...whole, "--max-tokens-total", "1", "--resume"]);
    expect([again.code, again.stderr]).toEqual([0, ""]);
    expect(server.asked).toHaveLength(TASKS);
    expect(readLines(out).every(({ passed }) => passed)).toBe(true);
  });

  it("does not ask at all where one call could take it beyond, and says so", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    await using server = await startServer(meter(fixOf).reply);
    const small = await runHere(command(server.url, out, ["--max-tokens-total", "300"]));
    expect([small.code, server.asked.length, existsSync(out)]).toEqual([1, 0, false]);
    expect(small.stderr).toMatch(/\(0 of 300 tokens spent, and one more call may take \d+\): 12 of 12 tasks/);
    expect(rowsOf(SAMPLE).length).toBeGreaterThanOrEqual(TASKS);
  });
});
