import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram } from "../support/program.ts";
import { readLines } from "../support/solution_files.ts";

const SAMPLE = "dataset/sample_python.jsonl";

async function search(flags: readonly string[]) {
  const out = join(temporaryFolder(), "out.jsonl");
  const data = flags.includes("--dataset-path") ? [] : ["--dataset-path", SAMPLE];
  const run = await runProgram([...data, "--out", out, "--json", "--quiet", ...flags]);
  return { out, run, summary: run.code === 0 ? JSON.parse(run.stdout) : undefined, records: () => readLines(out) };
}

/** All of a record but what a clock says. */
function timeless(record: object): string {
  return JSON.stringify(record, (key, value) => (/^(seconds|runtime_sec|timings_sec)$/.test(key) ? 0 : value));
}

const IDS = "SamplePython/1,SamplePython/2,SamplePython/5,SamplePython/7,SamplePython/8";

const LONG = process.env.CI === "true";

describe("--model search", () => {
  it("repairs, records the first edit and the one that passed, and gives the same with one worker and with two", async () => {
    const both = await Promise.all(
      ["1", "2"].map((workers) => search(["--model", "search", "--task-id", IDS, "--exec-concurrency", workers])),
    );
    const [one, two] = both.map((it) => it.records());
    expect(one?.map(timeless)).toEqual(two?.map(timeless));
    expect(one).toHaveLength(5);
    for (const record of one ?? []) {
      expect(record).toMatchObject({ passed: true, solved_by: "search", search: { ended_by: "passed" } });
      expect(record.attempts.length).toBeLessThanOrEqual(2);
      expect(record.attempts[0].edit).toBe(record.search.first_edit);
      expect(record.attempts.at(-1)).toMatchObject({ edit: record.search.edit, attempt: record.search.attempts - 1 });
      expect(record.token_usage.propose).toEqual({ prompt_tokens: 0, completion_tokens: 0 });
    }
    expect(both[0]?.summary).toMatchObject({ passed: 5, search: { solved_by: { search: 5 } } });
    expect(both[0]?.summary.label).toBe("sample_python-docs, search with the tests as an oracle, budget=500");
    const out = both[0]?.out ?? "";
    const rescored = join(temporaryFolder(), "rescored.jsonl");
    await runProgram(["rescore", "--input", out, "--out", rescored, "--imports", "none", "--dataset-path", SAMPLE]);
    for (const file of [out, rescored])
      expect(await runProgram(["verify", file, "--dataset-path", SAMPLE])).toMatchObject({ code: 0 });
  });

  it("records a program as its answer holds it, whatever blanks end the task's", async () => {
    const data = join(temporaryFolder(), "blanks.jsonl");
    const [task] = readLines(SAMPLE);
    writeFileSync(data, `${JSON.stringify({ ...task, buggy_solution: `${task.buggy_solution.trimEnd()} \n\n` })}\n`);
    const { out } = await search(["--model", "search", "--search-budget", "3", "--dataset-path", data]);
    expect(await runProgram(["verify", out, "--dataset-path", data])).toMatchObject({ code: 0 });
  });

  it("stops at its budget; its pass@1 is what the first edit gives", async () => {
    const { summary, records } = await search(["--model", "search", "--task-id", IDS, "--search-budget", "2"]);
    expect(records().every((it: { search: { attempts: number } }) => it.search.attempts <= 2)).toBe(true);
    const first = records().filter((it: { attempts: { verdict: string }[] }) => it.attempts[0]?.verdict === "passed");
    expect(summary.pass_at_1).toBe(first.length / 5);
  });

  it.runIf(LONG)("hands in one program, scored once, where the examples guide it", async () => {
    const flags = ["--model", "search", "--guide", "examples", "--task-id", IDS];
    const { summary, records } = await search(flags);
    expect(records().every((it: { attempts: object[] }) => it.attempts.length === 1)).toBe(true);
    expect(summary.passed).toBe(Math.round(summary.one_at_k * 5));
    expect(summary.pass_at_1).toBeUndefined();
    expect(summary.solved_within).toBeUndefined();
  });

  it.runIf(LONG)("comes after a model that fails, or before it, and each record says who solved it", async () => {
    const script = join(temporaryFolder(), "script.jsonl");
    const lines = IDS.split(",").map((task_id) => ({ task_id, completions: ["```python\nprint(1)\n```"] }));
    writeFileSync(script, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const after = await search(["--model", `search+scripted:${script}`, "--task-id", "SamplePython/1,SamplePython/2"]);
    expect(after.records().map((it: { attempts: { edit?: string }[] }) => it.attempts[0]?.edit)).toEqual([
      undefined,
      undefined,
    ]);
    const before = await search([
      "--cascade",
      `search,scripted:${script}`,
      "--task-id",
      "SamplePython/1",
      "--iters",
      "0",
    ]);
    expect(before.records()[0]).toMatchObject({ solved_by: "search", model: `search,scripted:${script}` });
    const small = ["--search-budget", "1", "--task-id", "SamplePython/2", "--strategy", "continue"];
    const [left] = (await search(["--cascade", `search,scripted:${script}`, "--iters", "1", ...small])).records();
    expect(left.attempts.map((it: { edit?: string }) => it.edit !== undefined)).toEqual([true, false, false]);
    expect(left.attempts.at(-1).prompt.at(-1).content).toContain("does not define the function");
    expect(left).toMatchObject({ passed: false, search: { attempts: 1, ended_by: "budget" } });
  });

  it("begins at the bug where a model's answer holds nothing to edit", { timeout: 120_000 }, async () => {
    const script = join(temporaryFolder(), "script.jsonl");
    const { declaration } = readLines(SAMPLE)[1];
    const completions = [`\`\`\`python\n${declaration}    """To be written."""\n\`\`\``];
    writeFileSync(script, `${JSON.stringify({ task_id: "SamplePython/1", completions })}\n`);
    const run = await search(["--model", `search+scripted:${script}`, "--task-id", "SamplePython/1"]);
    expect(run.records()).toMatchObject([
      { solved_by: "search", passed: true, attempts: [{ verdict: "wrong_answer" }, {}, { verdict: "passed" }] },
    ]);
  });

  it.each([
    [["--cascade", "other,x"], "--cascade must be search,MODEL"],
    [["--model", "search+"], "names no model beside the search"],
    [["--model", "search", "--search-budget", "0"], "--search-budget"],
  ])("says in one line what is wrong with %j", async (flags, words) => {
    const { run } = await search(flags);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });

  it("takes its order from a local model where that is asked for, and refuses one that cannot say", {
    timeout: 240_000,
  }, async () => {
    const task = ["--task-id", "SamplePython/1", "--iters", "0", "--search-ranking", "model"];
    const ranked = await search(["--model", "search,builtin:copy", ...task]);
    expect(ranked.records()).toMatchObject([{ solved_by: "search", passed: true }]);
    const script = join(temporaryFolder(), "script.jsonl");
    writeFileSync(script, `${JSON.stringify({ task_id: "*", completions: ["```python\nprint(1)\n```"] })}\n`);
    const { run } = await search(["--model", `search,scripted:${script}`, ...task]);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("does not say how likely a program is") });
    const { run: alone } = await search(["--model", "search", ...task]);
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining("needs a model beside the search") });
  });

  it("hands in one program of the model's and the search's together, where the examples guide both", {
    timeout: 240_000,
  }, async () => {
    const script = join(temporaryFolder(), "script.jsonl");
    writeFileSync(script, `${JSON.stringify({ task_id: "*", completions: ["```python\nprint(1)\n```"] })}\n`);
    const about = ["--task-id", "SamplePython/1", "--iters", "1", "--guide", "examples", "--search-budget", "40"];
    const { records, summary } = await search(["--model", `search,scripted:${script}`, ...about]);
    const [record] = records();
    expect(record.attempts).toHaveLength(1);
    expect(record.candidates.some(({ edit }: { edit?: string }) => edit !== undefined)).toBe(true);
    expect(summary).toMatchObject({ one_at_k: Number(record.passed) });
    expect(summary.pass_at_1).toBeUndefined();
  });
});
