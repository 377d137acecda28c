import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SampleRecord } from "../../src/core/index.ts";
import { compareRuns, type RunData, readRun } from "../../src/evaluation/runs_compare.ts";
import { runsText } from "../../src/report/solutions_text.ts";
import { temporaryFolder } from "../support/folder.ts";
import { makeAttempt, makeRecord } from "../support/records.ts";

const record = (task: number, passed: boolean, changes: Partial<SampleRecord> = {}): SampleRecord =>
  makeRecord({ task_id: `T/${task}`, verdict: passed ? "passed" : "wrong_answer", ...changes });

const config = { context: "docs", iters: 0, samples: 1 };
const saved = (changes: object = {}, sha256 = "d"): RunData["run"] => ({
  label: "",
  versions: {},
  config_hash: "h",
  config: { ...config, ...changes },
  dataset: { name: "d", sha256, path: "d.jsonl" },
  sessions: [],
});
const data = (path: string, records: readonly SampleRecord[], run: RunData["run"] = saved()): RunData => {
  return { path, records, run };
};

const before = data(
  "a",
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((task) => record(task, task < 3)),
);
const after = data(
  "b",
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((task) => record(task, task > 0 && task < 9)),
);

describe("comparing runs", () => {
  it("tells the tasks gained and lost, and how sure that is", () => {
    const result = compareRuns(before, after, false);
    expect(result).toMatchObject({
      ...{ total_tasks: 10, original_solved: 3, improved_solved: 8 },
      ...{ gained: ["T/3", "T/4", "T/5", "T/6", "T/7", "T/8"], lost: ["T/0"] },
    });
    expect(result.improvement).toBeCloseTo(0.5, 12);
    expect(result.mcnemar_p).toBeCloseTo((2 * (1 + 7)) / 128, 12);
    expect(result.improvement_ci95[0]).toBeGreaterThan(-0.2);
    expect(result.improvement_ci95[1]).toBeLessThanOrEqual(1);
    expect(result).not.toHaveProperty("differences");
  });

  it("is the reverse when the runs change places", () => {
    const [there, back] = [compareRuns(before, after, false), compareRuns(after, before, false)];
    expect(back.improvement).toBeCloseTo(-there.improvement, 12);
    expect([back.gained, back.lost]).toEqual([there.lost, there.gained]);
    expect(back.mcnemar_p).toBe(there.mcnemar_p);
  });

  it("counts a sample without a record as failed, as the run's own summary does, and says that it is missing", () => {
    const whole = [0, 1].flatMap((task) => [0, 1].map((sample) => record(task, true, { sample })));
    const [one, other] = [data("a", whole), data("b", whole.slice(0, 3))];
    expect(() => compareRuns(one, other, false)).toThrow("b: no record of 1 samples");
    expect(compareRuns(one, other, true)).toMatchObject({ original_ratio: 1, improved_ratio: 0.75, lost: ["T/1"] });
  });

  it("takes more samples than a call takes arguments", () => {
    const many = Array.from({ length: 200_000 }, (_, at) => record(at % 2000, true, { sample: Math.floor(at / 2000) }));
    expect(compareRuns(data("a", many), data("b", many), false).improvement).toBe(0);
  });

  it("is not certain of tasks that nobody tried, where all that were tried changed alike, or not at all", () => {
    const same = compareRuns(before, { ...before, path: "b" }, false);
    expect(same.improvement).toBe(0);
    expect(same.improvement_ci95[0]).toBeCloseTo(-0.2775, 3);
    expect(same.improvement_ci95[1]).toBeCloseTo(0.2775, 3);
    const [none, all] = [false, true].map((it) =>
      data(
        "x",
        [0, 1, 2].map((task) => record(task, it)),
      ),
    ) as [RunData, RunData];
    const { improvement, improvement_ci95 } = compareRuns(none, all, false);
    expect(improvement).toBe(1);
    expect(improvement_ci95[0]).toBeLessThan(0.3);
    expect(improvement_ci95[1]).toBe(1);
  });

  it("takes the records of the original program, which wrote no run files, for those of any data", () => {
    const original = { path: "b", records: [record(0, true, { schema_version: 0 })], run: undefined };
    expect(compareRuns(data("a", [record(0, false)]), original, false).gained).toEqual(["T/0"]);
  });

  it("tests nothing where there are several samples of a task", () => {
    const twice = (path: string, solved: number) => {
      const records = [0, 1].flatMap((sample) => [0, 1, 2].map((task) => record(task, task < solved, { sample })));
      return data(path, records, saved({ samples: 2 }));
    };
    const result = compareRuns(twice("a", 1), twice("b", 3), false);
    expect(result).toMatchObject({ gained: ["T/1", "T/2"], lost: [], mcnemar_p: null });
    expect(runsText(result)).toContain("no test, for there are several samples of a task");
  });

  const iterated = record(0, true, {
    attempts: [makeAttempt({ verdict: "wrong_answer" }), makeAttempt({ attempt: 1 })],
  });
  it.each<[string, RunData, RegExp]>([
    ["context", data("b", [record(0, true, { context: "tests" })]), /context docs and tests/],
    ["data", data("b", [record(0, true)], saved({}, "e")), /other data/],
    ["tasks", data("b", [record(0, true), record(1, true)]), /other tasks/],
    ["attempts", data("b", [record(0, true)], saved({ iters: 2 })), /attempts 1 and 3/],
    ["attempts without a run file", { path: "b", records: [iterated], run: undefined }, /attempts 1 and 2/],
    [
      "verdicts",
      data("b", [record(0, true), record(1, true, { verdict: "sandbox_error" })]),
      /b: no verdict on 1 task/,
    ],
    [
      "data, for all that is known,",
      { path: "b", records: [record(0, true)], run: undefined },
      /b: no run file says which/,
    ],
    ["samples", data("b", [record(0, true), record(0, true, { sample: 1 })]), /samples 1 and 2/],
  ])("of other %s is refused, unless it is forced", (_name, other, says) => {
    const base = data("a", [record(0, false)]);
    expect(() => compareRuns(base, other, false)).toThrow(says);
    const forced = compareRuns(base, other, true);
    expect(forced).toMatchObject({ total_tasks: 1, gained: ["T/0"] });
    expect(forced.differences?.join("; ")).toMatch(says);
  });

  it("tells first attempts from all of them", () => {
    const run = saved({ iters: 1 });
    const result = compareRuns(data("a", [record(0, false)], run), data("b", [iterated], run), false);
    expect(result).toMatchObject({ original_pass_at_1: 0, improved_pass_at_1: 0, improved_ratio: 1, improvement: 1 });
  });

  it("takes the share of a task's samples", () => {
    const samples = (passed: boolean[]): SampleRecord[] => passed.map((it, sample) => record(0, it, { sample }));
    const [a, b] = [samples([true, false, false, false]), samples([true, true, true, false])];
    const result = compareRuns(data("a", a), data("b", b), false);
    expect(result).toMatchObject({ total_tasks: 1, original_ratio: 0.25, improved_ratio: 0.75, gained: ["T/0"] });
  });

  it("reads results files, with and without what made them; another schema's too", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "r.jsonl");
    writeFileSync(path, `${JSON.stringify({ task_id: "T/0", passed: true, completion: "x" })}\n`);
    expect(await readRun(path)).toMatchObject({ records: [{ task_id: "T/0", passed: true }], run: undefined });
    writeFileSync(path, "");
    await expect(readRun(path)).rejects.toThrow(/has no records/);
    await expect(readRun(join(folder, "none.jsonl"))).rejects.toThrow(/no such file/);
  });
});
