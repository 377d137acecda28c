import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { runHere } from "../support/command_line.ts";
import { json, type Reply, startServer } from "../support/http_server.ts";
import { meter } from "../support/meter.ts";
import { runProgram, startProgram } from "../support/program.ts";
import { answering, improving, setting, summaryOf } from "../support/repair.ts";
import { doubler, readJson, readLines } from "../support/solution_files.ts";

const KEY = "sk-very-secret-0123456789";

afterEach(() => vi.unstubAllEnvs());

describe("repair with a model behind an API", () => {
  const api = (url: string): string[] => ["--model-name", "openai:m", "--base-url", `${url}/v1`];

  it("asks with its settings, counts tokens and cost, and writes no key anywhere", async () => {
    const at = setting([{}, {}]);
    await using server = await startServer(answering((passed) => doubler(passed + 2)));
    const prices = ["--price-in", "1000", "--price-out", "2000"];
    vi.stubEnv("OPENAI_API_KEY", KEY);
    const run = await runHere([...at.command, ...api(server.url), ...prices, "--log-level", "DEBUG", "--debug"]);
    expect(run.code).toBe(0);
    expect(server.asked).toHaveLength(4);
    expect(server.asked[0]?.body).toMatchObject({ model: "m", temperature: 0.2, max_tokens: 4000 });
    expect(server.asked[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    const summary = readJson(join(at.folder, "summary_improved_file.json"));
    expect(summary).toMatchObject({ tokens: { prompt: 44, completion: 28 }, solved_problems: 2 });
    expect(summary.cost).toBeCloseTo((44 * 1000 + 28 * 2000) / 1e6, 12);
    expect(readdirSync(at.folder).sort()).toEqual([
      ...["file.json", "improved_file.json", "improved_file.jsonl", "improved_file.jsonl.run.json"],
      "summary_improved_file.json",
    ]);
    for (const name of readdirSync(at.folder)) expect(readFileSync(join(at.folder, name), "utf8")).not.toContain(KEY);
    expect(run.stdout + run.stderr).not.toContain(KEY);
  });

  it("goes on when the server fails on one problem, and finishes it later without asking the others", async () => {
    const at = setting([{}, {}, {}]);
    let broken = true;
    const good = answering(() => doubler(5));
    const refusing: Reply = (response, asked, number) => {
      const isFirst = asked.body.messages[1].content.includes("Problem number 0");
      if (broken && isFirst) json(response, { error: { message: "out of order" } }, 410);
      else good(response, asked, number);
    };
    await using server = await startServer(refusing);
    const first = await runHere([...at.command, ...api(server.url)]);
    expect(first).toMatchObject({ code: 1, stderr: expect.stringMatching(/problem\/0: .*410.*out of order/) });
    expect(first.stderr).toMatch(/1 problems are left; go on with\n {2}\.\/run\.ts repair .*--resume/);
    expect(readJson(join(at.folder, "summary_improved_file.json"))).toMatchObject({ completed_problems: 2 });
    broken = false;
    const asked = server.asked.length;
    expect((await runHere([...at.command, ...api(server.url), "--resume"])).code).toBe(0);
    expect(server.asked).toHaveLength(asked + 1);
    expect(readJson(join(at.folder, "summary_improved_file.json"))).toMatchObject({ solved_problems: 3 });
  });

  it("stops cleanly when its budget is used up, and goes on with a larger one, asking nothing twice", async () => {
    const at = setting([{}, {}, {}, {}]);
    const seen: string[] = [];
    const { reply, charged } = meter(
      improving((passed, problem) => {
        seen.push(`${problem}:${passed}`);
        return doubler(passed + 1);
      }),
    );
    await using server = await startServer(reply);
    const limits = ["--max-iterations", "4", "--concurrent-problems", "1", "--max-new-tokens", "300"];
    const command = [...at.command, ...api(server.url), ...limits];
    const first = await runHere([...command, "--max-tokens-total", "4000"]);
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/the budget is used up \(\d+ of 4000 tokens spent, .*\): 3 problems are left/);
    expect(charged()).toBeLessThanOrEqual(4000);
    // The second problem has been asked about.
    const asked = ["0:1", "0:2", "0:3", "0:4", "1:1", "1:2", "1:3", "1:4"].slice(0, seen.length);
    expect(seen).toEqual(asked);
    expect(seen.length).toBeGreaterThan(4);
    const same = await runHere([...command, "--max-tokens-total", "4000", "--resume"]);
    expect(same.code).toBe(1);
    expect(seen).toEqual(asked);
    const last = await runHere([...command, "--max-tokens-total", "100000", "--resume"]);
    expect(last.code).toBe(0);
    expect(new Set(seen).size).toBe(16);
    expect(seen).toHaveLength(16);
  });

  it("Ctrl-C finishes the problems in hand, leaves valid files, and can be resumed", async () => {
    const at = setting([{}, {}, {}, {}, {}, {}]);
    let heard: () => void = () => {};
    const signal = new Promise<void>((resolve) => {
      heard = resolve;
    });
    await using server = await startServer(async (response, asked, number) => {
      // The second problem is in hand when the signal comes.
      if (number === 1) await signal;
      answering(() => doubler(5))(response, asked, number);
    });
    const command = [...at.command, ...api(server.url), "--concurrent-problems", "1"];
    const run = startProgram(command);
    await vi.waitUntil(() => existsSync(at.out), { timeout: 30_000, interval: 20 });
    process.kill(-(run.child.pid as number), "SIGINT");
    await run.says("stopping after");
    heard();
    const stopped = await run.finished;
    expect(stopped.code).toBe(130);
    const records = readLines(join(at.folder, "improved_file.jsonl")).length;
    expect(records).toBe(2);
    const improved = readJson(at.out).filter((row: object) => "improved_claude_solution" in row);
    expect(improved).toHaveLength(records);
    expect(readJson(join(at.folder, "summary_improved_file.json")).completed_problems).toBe(records);
    expect((await runHere([...command, "--resume"])).code).toBe(0);
    expect(server.asked).toHaveLength(6);
  });

  it("says in one line that there is no key", async () => {
    const at = setting([{}]);
    vi.stubEnv("ANTHROPIC_API_KEY", "");
    const run = await runHere(at.command);
    expect(run).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^error: ANTHROPIC_API_KEY is not set, which \S+ needs\n {2}/),
    });
    expect(readdirSync(at.folder)).toEqual(["file.json"]);
  });

  it("can be a module of one's own", async () => {
    const at = setting([{}]);
    const module = join(at.folder, "model.mts");
    const core = join(import.meta.dirname, "../../node_modules/@langchain/core/dist/utils/testing/index.js");
    const source = `import { FakeListChatModel } from ${JSON.stringify(core)};\n`;
    writeFileSync(
      module,
      `${source}export default new FakeListChatModel({ responses: [${JSON.stringify(doubler(5))}] });\n`,
    );
    expect((await runProgram([...at.command, "--model-module", module])).code).toBe(0);
    expect(summaryOf(at)).toMatchObject({ solved: true });
  });
});
