import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { configHash } from "../../src/evaluation/config.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";
import { completion, json, type Reply, startServer } from "../support/http_server.ts";
import { runProgram, startProgram } from "../support/program.ts";
import {
  doubler,
  readJson,
  readLines,
  type TestProblem,
  writeScript,
  writeSolutions,
} from "../support/solution_files.ts";

const KEY = "sk-very-secret-0123456789";

afterEach(() => vi.unstubAllEnvs());

interface Setting {
  readonly folder: string;
  readonly file: string;
  readonly out: string;
  /** The command line up to the model. */
  readonly command: string[];
}

function setting(problems: readonly TestProblem[]): Setting {
  const folder = temporaryFolder();
  const file = writeSolutions(join(folder, "file.json"), problems);
  return { folder, file, out: join(folder, "improved_file.json"), command: ["repair", "--solution-file", file] };
}

const scripted = ({ folder }: Setting, replies: Readonly<Record<string, readonly string[]>>): string =>
  `scripted:${writeScript(join(folder, "script.jsonl"), replies)}`;

/** What a repair wrote about one problem. */
const summaryOf = ({ folder }: Setting, problem = 0) =>
  readJson(join(folder, "summary_improved_file.json")).problems[problem];
const improvedOf = ({ out }: Setting, problem = 0): string => readJson(out)[problem].improved_claude_solution;

/** A server whose answer depends on how many cases the last program passed. */
const answering = (next: (passed: number, problem: number) => string): Reply => {
  return (response, { body }) => {
    const said = body.messages.map((it: { content: string }) => it.content);
    const passed = Number(/(\d+) of \d+ cases passed/.exec(said.at(-1))?.[1]);
    const problem = Number(/Problem number (\d+)/.exec(said[1])?.[1]);
    json(response, completion(next(passed, problem)));
  };
};

describe("repair", () => {
  it("keeps the best of worse, better and perfect, and stops at the target; compare shows it", async () => {
    const at = setting([{ right: 2 }]);
    const model = scripted(at, { "problem/0": [doubler(1), doubler(4), doubler(5), doubler(0)] });
    const run = await runProgram([...at.command, "--model-name", model, "--max-iterations", "5"]);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("2 → 5 of 5 (3 asked, number 3 kept)") });
    expect(summaryOf(at)).toMatchObject({
      ...{ status: "improved", solved: true, original_passed: 2, best_passed: 5, best_iteration: 3, iterations: 3 },
      history: [
        { iteration: 0, passed: 2, verdict: "wrong_answer" },
        { iteration: 1, passed: 1, verdict: "wrong_answer" },
        { iteration: 2, passed: 4, verdict: "wrong_answer" },
        { iteration: 3, passed: 5, ratio: 1, verdict: "passed" },
      ],
    });
    expect(improvedOf(at)).toBe("```python\nn = int(input())\nprint(2 * n if n <= 5 else 'no')\n```\n");
    const lines = run.stderr.split("\n").filter((line) => line.includes("iteration"));
    expect(lines.map((line) => /(worse|better) than [\d.]+/.exec(line)?.[0])).toEqual([
      ...["worse than 40.0", "better than 40.0", "better than 80.0"],
    ]);

    const files = ["--original-file", at.file, "--improved-file", at.out];
    const compared = await runHere(["compare", ...files, "--output-file", join(at.folder, "c.json")]);
    expect(compared).toMatchObject({ code: 0, stdout: expect.stringContaining("40.0 % → 100.0 % (+60.0 points)") });
    expect(readJson(join(at.folder, "c.json"))).toMatchObject({
      ...{ total_problems: 1, improved_problems: 1, unchanged_problems: 0, worse_problems: 0 },
      ...{ original_overall_ratio: 0.4, improved_overall_ratio: 1, overall_improvement: 0.6 },
      problem_details: [{ problem_id: 0, status: "improved", newly_failing: [], newly_passing: [2, 3, 4] }],
    });
  });

  it("never keeps a worse one, evaluates the last one too, and reads answers without code as such", async () => {
    const at = setting([{ right: 3 }, { right: 3 }]);
    const model = scripted(at, {
      "problem/0": [doubler(2), "I give up.", doubler(0)],
      "problem/1": [doubler(1), doubler(2), doubler(4)],
    });
    const run = await runHere([...at.command, "--model-name", model]);
    expect(run.code).toBe(0);
    expect(summaryOf(at, 0)).toMatchObject({ status: "unchanged", best_iteration: 0, iterations: 3 });
    expect(improvedOf(at, 0)).toContain("n <= 3");
    expect(summaryOf(at, 0).history.map((it: { verdict: string }) => it.verdict)[2]).toBe("no_code");
    expect(summaryOf(at, 1)).toMatchObject({ status: "improved", best_passed: 4, best_iteration: 3 });
    expect(improvedOf(at, 1)).toContain("n <= 4");
  });

  it("tells the model of the best program and of the last one, and no more", async () => {
    const at = setting([{ right: 3 }]);
    const model = scripted(at, { "problem/0": [doubler(1), doubler(2), doubler(0), doubler(5)] });
    await runHere([...at.command, "--model-name", model, "--max-iterations", "4"]);
    const [record] = readLines(join(at.folder, "improved_file.jsonl"));
    expect(record).toMatchObject({ passed: true, best_attempt: 4, task_id: "problem/0" });
    const prompts = record.attempts.map((it: { prompt: { role: string; content: string }[] }) => it.prompt);
    expect(prompts.map((it: unknown[]) => it.length)).toEqual([2, 4, 6, 6, 6]);
    const last = prompts[4].map((it: { content: string }) => it.content);
    expect([last[2], last[4]]).toEqual([doubler(3), doubler(0)]);
    expect(last[3]).toMatch(/^3 of 5 cases passed[\s\S]*❌ Case 4: wrong answer\nInput:\n```text\n4\n```\nExpected/);
    expect(last[5]).toMatch(/no better than your program before[\s\S]*0 of 5 cases passed/);
  });

  it("is content with the target", async () => {
    const at = setting([{ right: 1 }, { right: 4 }]);
    const model = scripted(at, { "*": [doubler(4), doubler(5)] });
    await runHere([...at.command, "--model-name", model, "--target-ratio", "0.8"]);
    expect(summaryOf(at, 0)).toMatchObject({ best_passed: 4, iterations: 1, solved: false });
    expect(summaryOf(at, 1)).toMatchObject({ best_passed: 4, iterations: 0 });
  });

  it.each([
    [["--problem-id", "1"], [1]],
    [
      ["--problem-ids", "3, 0"],
      [0, 3],
    ],
    [
      ["--range", "1-2"],
      [1, 2],
    ],
  ])("works on the problems that %j asks for, and leaves the others as they are", async (flags, wanted) => {
    const at = setting([{}, {}, {}, {}]);
    const model = scripted(at, { "*": [doubler(5)] });
    expect(await runHere([...at.command, "--model-name", model, ...flags])).toMatchObject({ code: 0 });
    const improved = readJson(at.out).flatMap((row: object, index: number) =>
      "improved_claude_solution" in row ? [index] : [],
    );
    expect(improved).toEqual(wanted);
    expect(readJson(at.out)[0].human_solution).toBe(readJson(at.file)[0].human_solution);
  });

  it("is not ended by bad problems", async () => {
    const at = setting([
      { fields: { input_output: { inputs: ["1"], outputs: ["2"], fn_name: "double" } } },
      {},
      { fields: { claude_solution: null } },
      { fields: { problem: 7 } },
      { right: 5 },
    ]);
    const run = await runHere([...at.command, "--model-name", scripted(at, { "*": [doubler(5)] })]);
    expect(run.code).toBe(1);
    for (const says of [
      /problem 0 calls the function double/,
      /problem 2 has no claude_solution/,
      /problem 3: problem/,
    ])
      expect(run.stderr).toMatch(says);
    expect(readJson(join(at.folder, "summary_improved_file.json"))).toMatchObject({
      completed_problems: 2,
      solved_problems: 2,
    });
  });

  it("does not replace what is there, unless it is told to", async () => {
    const at = setting([{}]);
    const command = [...at.command, "--model-name", scripted(at, { "*": [doubler(5)] })];
    expect((await runHere(command)).code).toBe(0);
    const again = await runHere(command);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("improved_file.json exists already") });
    expect((await runHere([...command, "--overwrite"])).code).toBe(0);
    const other = await runHere([...command, "--resume", "--max-iterations", "1"]);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringMatching(/other settings: iters: 3 → 1/) });
  });

  it("compares numbers up to rounding, exactly where it is told to, and says so in the records", async () => {
    const outputs = ["0.3", "0.3", "0.3", "0.3", "0.3"];
    const reply = "```python\ninput()\nprint(0.1 + 0.2)\n```\n";
    const fields = { input_output: { inputs: ["1", "1", "1", "1", "1"], outputs }, claude_solution: reply };
    const at = setting([{ fields }]);
    const command = [...at.command, "--model-name", scripted(at, { "*": [reply] }), "--max-iterations", "0"];
    expect((await runHere(command)).code).toBe(0);
    const [record] = readLines(join(at.folder, "improved_file.jsonl"));
    expect(record.attempts[0].cases).toMatchObject({ passed: 5, compare: "numbers" });
    expect((await runHere([...command, "--overwrite", "--compare", "exact"])).code).toBe(0);
    const [exact] = readLines(join(at.folder, "improved_file.jsonl"));
    expect(exact.attempts[0].cases).toMatchObject({ passed: 0, compare: "exact" });
  });

  it("goes on with a run of version 0.1 by that version's comparison, under the same hash", async () => {
    const at = setting([{}, {}]);
    const command = [...at.command, "--model-name", scripted(at, { "*": [doubler(5)] })];
    expect((await runHere([...command, "--problem-ids", "0"])).code).toBe(0);
    const records = join(at.folder, "improved_file.jsonl");
    const run = readJson(`${records}.run.json`);
    const { compare: _, ...config } = run.config;
    const config_hash = configHash(config);
    const [record] = readLines(records);
    writeFileSync(`${records}.run.json`, JSON.stringify({ ...run, config, config_hash }));
    writeFileSync(records, `${JSON.stringify({ ...record, config_hash })}\n`);
    expect(await runHere([...command, "--resume"])).toMatchObject({ code: 0 });
    const after = readLines(records);
    expect(after.map((it) => it.config_hash)).toEqual([config_hash, config_hash]);
    expect(after[1].attempts[0].cases.compare).toBe("decimals");
  });
});

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
      if (broken && isFirst) json(response, { error: { message: "prompt is too long" } }, 400);
      else good(response, asked, number);
    };
    await using server = await startServer(refusing);
    const first = await runHere([...at.command, ...api(server.url)]);
    expect(first).toMatchObject({ code: 1, stderr: expect.stringMatching(/problem\/0: .*400.*prompt is too long/) });
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
    await using server = await startServer(
      answering((passed, problem) => {
        seen.push(`${problem}:${passed}`);
        return doubler(passed + 1);
      }),
    );
    const command = [...at.command, ...api(server.url), "--max-iterations", "4", "--concurrent-problems", "1"];
    const first = await runHere([...command, "--max-tokens-total", "100"]);
    expect(first).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/the budget is used up: 3 problems are left/),
    });
    // 18 tokens an answer: the sixth goes over 100; the second problem has then been asked about twice.
    expect(seen).toEqual(["0:1", "0:2", "0:3", "0:4", "1:1", "1:2"]);
    const same = await runHere([...command, "--max-tokens-total", "100", "--resume"]);
    expect(same.code).toBe(1);
    expect(seen).toHaveLength(6);
    const last = await runHere([...command, "--max-tokens-total", "1000", "--resume"]);
    expect(last.code).toBe(0);
    expect(new Set(seen).size).toBe(16);
    expect(seen).toHaveLength(16);
  });

  it("Ctrl-C finishes the problems in hand, leaves valid files, and can be resumed", async () => {
    const at = setting([{}, {}, {}, {}, {}, {}]);
    await using server = await startServer((response, asked, number) => {
      setTimeout(() => answering(() => doubler(5))(response, asked, number), 300);
    });
    const command = [...at.command, ...api(server.url), "--concurrent-problems", "1"];
    const run = startProgram(command);
    await vi.waitUntil(() => existsSync(at.out), { timeout: 30_000, interval: 20 });
    process.kill(-(run.child.pid as number), "SIGINT");
    const stopped = await run.finished;
    expect(stopped.code).toBe(130);
    const records = readLines(join(at.folder, "improved_file.jsonl")).length;
    expect(records).toBeGreaterThan(0);
    expect(records).toBeLessThan(6);
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
      code: 1,
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
