import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { configHash } from "../../src/evaluation/config.ts";
import { runHere } from "../support/command_line.ts";
import { runProgram } from "../support/program.ts";
import { improvedOf, scripted, setting, summaryOf } from "../support/repair.ts";
import { doubler, readJson, readLines } from "../support/solution_files.ts";

afterEach(() => vi.unstubAllEnvs());

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
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("improved_file.json exists already") });
    expect((await runHere([...command, "--overwrite"])).code).toBe(0);
    const other = await runHere([...command, "--resume", "--max-iterations", "1"]);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringMatching(/other settings: iters: 3 → 1/) });
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
