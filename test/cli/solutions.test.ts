import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readProblem, readSolutionFile } from "../../src/datasets/solution_files.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { scoreProgram } from "../../src/solutions/evaluate.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";
import { json, startServer } from "../support/http_server.ts";
import { runProgram } from "../support/program.ts";
import { makeRecord } from "../support/records.ts";
import { NO_SHARED_DATA, sharedData } from "../support/shared_data.ts";
import { doubler, readJson, type TestProblem, writeSolutions } from "../support/solution_files.ts";

afterEach(() => vi.unstubAllEnvs());

const solutions = (problems: readonly TestProblem[], name = "file.json"): string =>
  writeSolutions(join(temporaryFolder(), name), problems);

describe("feedback", () => {
  it("without arguments tells of the file that the project ships", async () => {
    const { code, stdout } = await runHere(["feedback"]);
    expect(code).toBe(0);
    expect(stdout.match(/^=== problem \d/gm)).toHaveLength(7);
    expect(stdout).toMatch(
      /=== problem 0 \(digit-sum-rounds\), model_solution ===\n6 of 10 cases passed\.\n\n❌ Case 1/,
    );
    expect(stdout).toMatch(/✅ Case/);
  });

  it("tells of every solution but the human ones, or of one", async () => {
    const file = solutions([{ right: 3, fields: { o3_mini_solution: doubler(5), gpt_solution: "I cannot." } }, {}]);
    const all = await runHere(["feedback", "--solution-file", file]);
    expect(all.stdout.match(/^===.*|^\d of.*/gm)).toEqual([
      ...["=== problem 0, claude_solution ===", "3 of 5 cases passed."],
      ...["=== problem 0, o3_mini_solution ===", "5 of 5 cases passed."],
      ...["=== problem 0, gpt_solution ===", "0 of 5 cases passed."],
      ...["=== problem 1, claude_solution ===", "1 of 5 cases passed."],
    ]);
    expect(all.stdout).toContain("The answer holds no code.");
    const one = ["--problem-id", "0", "--model-key", "o3_mini_solution", "--max-chars", "1000"];
    const { stdout } = await runHere(["feedback", "--solution-file", file, ...one]);
    expect(stdout.match(/^===.*/gm)).toEqual(["=== problem 0, o3_mini_solution ==="]);
    expect(stdout.length).toBeLessThan(1100);
  });

  it("sends programs to the execution API where it is told to", async () => {
    await using server = await startServer((response, { body }) =>
      json(response, { passed: false, exec_output: { run_output: { stdout: body.test.stdout, stderr: "" } } }),
    );
    vi.stubEnv("CYBER_URL", `${server.url}/run`);
    const file = solutions([{ right: 0 }]);
    const remote = await runHere(["feedback", "--solution-file", file, "--sandbox", "remote"]);
    expect(remote).toMatchObject({ code: 0, stdout: expect.stringContaining("5 of 5 cases passed") });
    expect(remote.stderr).toMatch(/judged 5 of 5 outputs otherwise/);
    expect(server.asked).toHaveLength(5);
    const local = await runHere(["feedback", "--solution-file", file]);
    expect(local.stderr).toMatch(/CYBER_URL is set, but programs run on this machine/);
    expect(server.asked).toHaveLength(5);
  });

  it("takes how much runs at once from the environment, and says when that is too much", async () => {
    const file = solutions([{}]);
    vi.stubEnv("EXECUTION_SEMAPHORE", "500");
    expect((await runHere(["feedback", "--solution-file", file])).stderr).toMatch(
      /running \d+ programs at once, not 500/,
    );
    vi.stubEnv("EXECUTION_SEMAPHORE", "many");
    const wrong = await runHere(["feedback", "--solution-file", file]);
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/EXECUTION_SEMAPHORE must be a whole number/),
    });
  });
});

describe("hygiene", () => {
  it("names the problems that their own solutions do not pass, and why", async () => {
    const file = solutions([
      {},
      { fields: { human_solution: "print(2 * int(input()) + 1)", solutions: ["n = int(input())\nprint(n + n + 1)"] } },
      { fields: { human_solution: "print input() * 2" } },
      { fields: { human_solution: "print(3)", solutions: ["print(4)"] } },
      { fields: { human_solution: "while True: pass", time_limit: "200 ms" } },
      { fields: { human_solution: null } },
      { fields: { human_solution: "print(3)", solutions: ["print(2 * int(input()))"] } },
    ]);
    const { code, stdout } = await runHere(["hygiene", "--solution-file", file, "--json"]);
    expect(code).toBe(0);
    const { problems } = JSON.parse(stdout);
    const found = problems.map(({ status, reason = "" }: { status: string; reason?: string }) => `${status} ${reason}`);
    expect(found).toEqual([
      "ok ",
      expect.stringMatching(/^suspect the solutions agree with each other, not with 5 of the tests/),
      expect.stringMatching(/^suspect the solutions do not run here \(syntax error\)/),
      expect.stringMatching(/^suspect the solutions disagree with each other/),
      expect.stringMatching(/^suspect too slow/),
      "unknown ",
      "ok ",
    ]);
    const words = await runHere(["hygiene", "--solution-file", file, "--problem-id", "1"]);
    expect(words.stdout).toMatch(/❌ problem 1: human_solution 0\/5, solutions\[0\] 0\/5/);
    expect(words.stdout).toContain("No known-good solution passes the tests of 1 of 1 problems (1)");
  });

  const real = sharedData("librarybench/claude_search_solutions.json");
  const why = real === undefined ? NO_SHARED_DATA : "known-good solutions that run into their time limit, with CI=true";
  it.skipIf(real === undefined || process.env.CI !== "true")(
    `finds the suspect in the real file (${why})`,
    { timeout: 240_000 },
    async () => {
      const { stdout } = await runHere(["hygiene", "--solution-file", real as string, "--json"]);
      const { problems } = JSON.parse(stdout);
      const suspects = problems.filter((it: { status: string }) => it.status === "suspect");
      expect(suspects.map((it: { problem_id: number }) => it.problem_id)).toEqual([1]);
    },
  );

  it.skipIf(real === undefined)(`passes human solutions of the real file (${real ?? NO_SHARED_DATA})`, async () => {
    const file = await readSolutionFile(real as string);
    await using sandbox = await openSandbox({ kind: "process" });
    const parts = { sandbox, limits: DEFAULT_LIMITS, imports: "octopack" } as const;
    for (const [index, cases] of [
      [2, 260],
      [3, 168],
      [4, 310],
    ] as const) {
      const problem = readProblem(file, index);
      const [human] = problem.knownGood;
      const score = await scoreProgram({ code: human?.program, source: "bare" }, problem, parts);
      expect([human?.key, score.passed, score.total]).toEqual(["human_solution", cases, cases]);
    }
  });
});

describe("compare", () => {
  it("tells what got better and worse, in words and as JSON", async () => {
    const file = solutions([{ right: 1 }, { right: 4 }, { right: 5 }, { right: 2 }]);
    const rows = readJson(file);
    for (const [index, right] of [3, 2, 5].entries()) rows[index].improved_claude_solution = doubler(right);
    const improved = join(temporaryFolder(), "improved.json");
    writeFileSync(improved, JSON.stringify(rows));
    const out = join(temporaryFolder(), "c.json");
    const files = ["--original-file", file, "--improved-file", improved];
    const { code, stdout, stderr } = await runHere(["compare", ...files, "--output-file", out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 improved, 1 unchanged, 1 worse/);
    expect(stdout).toMatch(/Most improved:\n {2}problem 0: 1 → 3 of 5/);
    expect(stdout).toMatch(/Worse:\n {2}problem 1: 4 → 2 of 5/);
    expect(stdout).toMatch(/Cases that passed before and fail now:\n {2}problem 1: case 3, 4/);
    expect(stderr).toMatch(/problem 3 is left out: it has no improved_claude_solution/);
    expect(readJson(out)).toMatchObject({ total_problems: 3, overall_improvement: 0, worse_problems: 1 });
    const other = await runHere([
      "compare",
      "--original-file",
      file,
      "--improved-file",
      file,
      "--json",
      "--problem-id",
      "1",
    ]);
    expect(JSON.parse(other.stdout)).toMatchObject({ total_problems: 1, unchanged_problems: 1 });
  });

  it("refuses files of other problems, and files of two kinds", async () => {
    const [file, other] = [solutions([{}]), solutions([{ fields: { problem: "Another one." } }])];
    const strangers = await runHere(["compare", "--original-file", file, "--improved-file", other]);
    expect(strangers).toMatchObject({ code: 2, stderr: expect.stringMatching(/problem 0 is another problem in/) });
    const mixed = await runHere(["compare", "--original-file", file, "--improved-file", "r.jsonl"]);
    expect(mixed).toMatchObject({ code: 2, stderr: expect.stringMatching(/r\.jsonl is a results file/) });
  });

  it("answers whether one run is better than another", async () => {
    const folder = temporaryFolder();
    const write = (name: string, passes: (task: number) => boolean): string => {
      const lines = Array.from({ length: 40 }, (_, task) =>
        JSON.stringify(makeRecord({ task_id: `T/${task}`, verdict: passes(task) ? "passed" : "wrong_answer" })),
      );
      writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
      const run = { config_hash: "h", config: { iters: 0 }, dataset: { path: "d", sha256: "s" } };
      writeFileSync(join(folder, `${name}.run.json`), JSON.stringify(run));
      return join(folder, name);
    };
    const [a, b, c] = [
      write("a.jsonl", (it) => it < 10),
      write("b.jsonl", (it) => it < 30),
      write("c.jsonl", (it) => it < 11),
    ];
    const better = await runHere(["compare", "--original-file", a, "--improved-file", b]);
    expect(better.stdout).toMatch(/20 tasks gained, 0 lost: p = 0\.0000019/);
    expect(better.stdout).toMatch(/The second run is better\.\n$/);
    const unclear = await runHere(["compare", "--original-file", a, "--improved-file", c]);
    expect(unclear.stdout).toMatch(/do not tell the two runs apart/);
    const worse = await runHere(["compare", "--original-file", b, "--improved-file", a, "--json"]);
    expect(JSON.parse(worse.stdout)).toMatchObject({ total_tasks: 40, improvement: -0.5, gained: [] });
  });
});

describe("the scripts", () => {
  const script = (name: string, ...args: string[]) => runProgram([join("src", name), ...args], { script: true });

  it.each(["model_feedback.ts", "iterative_repair.ts", "compare_model_improvements.ts"])(
    "src/%s is the command, exit code and all",
    async (name) => {
      expect(await script(name, "--bogus")).toMatchObject({ code: 2, stdout: "" });
    },
  );

  it("do what the commands do, and lend their functions", async () => {
    const ended = await script("model_feedback.ts", "--problem-id", "6");
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining("5 of 5 cases passed.") });
    const { extractCode, formatFeedback, getModelFeedback, runUnitTests } = await import("../../src/model_feedback.ts");
    const tests = { inputs: ["1\n", "4\n"], outputs: ["2\n", "8\n"] };
    expect(extractCode(doubler(1))).toMatch(/^n = int/);
    const results = await runUnitTests(extractCode(doubler(1)), tests);
    expect(results.map((it) => it.verdict)).toEqual(["passed", "wrong_answer"]);
    expect(await getModelFeedback(doubler(1), tests)).toBe(formatFeedback(results));
  });
});

describe("wrong use", () => {
  it.each<[string, string[], number, RegExp]>([
    [
      "two selections",
      ["repair", "--problem-id", "1", "--range", "0-1"],
      2,
      /--problem-id and --range exclude each other/,
    ],
    ["a range that runs backwards", ["repair", "--range", "3-1"], 2, /runs backwards/],
    ["a range of words", ["repair", "--range", "all"], 2, /--range must be two numbers/],
    ["numbers that are none", ["repair", "--problem-ids", "1;2"], 2, /--problem-ids must be numbers/],
    ["a problem that is not there", ["feedback", "--problem-id", "9"], 2, /has no problem 9/],
    ["a target beyond everything", ["repair", "--target-ratio", "1.5"], 2, /--target-ratio must be above 0/],
    ["a cost without prices", ["repair", "--max-cost", "1"], 2, /--max-cost needs prices/],
    ["an unknown key", ["feedback", "--model-key", "x_solution"], 2, /has no "x_solution"/],
    ["a budget of characters too small for a case", ["feedback", "--max-chars", "10"], 2, /at least 1000/],
    ["an unknown level", ["feedback", "--log-level", "LOUD"], 2, /--log-level must be one of DEBUG/],
    ["the input as the output", ["repair", "--output-file", "FILE"], 2, /is the solution file itself/],
    ["an output in a file", ["repair", "--output-file", "FILE/x.json"], 2, /cannot be written/],
    ["a missing file", ["hygiene", "--solution-file", "/none.json"], 2, /\/none\.json: no such file/],
    ["a server's address that is none", ["repair", "--base-url", "localhost"], 2, /no http or https URL/],
  ])("%s: one clear line, nothing written", async (_name, flags, code, says) => {
    const file = solutions([{}]);
    const named = flags.includes("--solution-file") ? flags : [...flags, "--solution-file", file];
    const ended = await runHere(named.map((it) => it.replace("FILE", file)));
    expect(ended).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(says) });
    expect(
      ended.stderr
        .trimEnd()
        .split("\n")
        .slice(1)
        .every((line) => line.startsWith("  ")),
    ).toBe(true);
    expect(readdirSync(join(file, ".."))).toEqual(["file.json"]);
  });
});
