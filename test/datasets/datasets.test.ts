/** The data sets that come with the project keep what they promise. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTasks } from "../../src/datasets/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT } from "../support/program.ts";

const report = () => {};
const SAMPLE = join(ROOT, "dataset", "sample_python.jsonl");
const BOGUS = join(ROOT, "dataset", "bogus.parquet");
const python = (script: string, ...args: string[]): string =>
  execFileSync("python3", [join(import.meta.dirname, script), ...args], { encoding: "utf8" });

const noPython = spawnSync("python3", ["--version"]).status !== 0 && process.env.CI !== "true";
const why = noPython ? " (needs python3, which is not here)" : "";

describe("the sample tasks", () => {
  it("cover each of the six kinds of bug six times, in mixed order", async () => {
    const { tasks } = await loadTasks({ path: SAMPLE, report });
    const counts = new Map<string, number>();
    for (const task of tasks) counts.set(task.bug_type, (counts.get(task.bug_type) ?? 0) + 1);
    const kinds = [
      "excess logic",
      "function misuse",
      "missing logic",
      "operator misuse",
      "value misuse",
      "variable misuse",
    ];
    expect([...counts].sort()).toEqual(kinds.map((kind) => [kind, 6]));
    expect(new Set(tasks.slice(0, 6).map((task) => task.bug_type)).size).toBe(6);
  });

  it("have every field of the schema, and say one thing in all of them", () => {
    for (const line of readFileSync(SAMPLE, "utf8").trimEnd().split("\n")) {
      const row = JSON.parse(line) as Record<string, string>;
      expect(Object.values(row).every((value) => typeof value === "string" && value !== "")).toBe(true);
      expect(row.declaration).toMatch(new RegExp(`def ${row.signature!.replace(/[()[\]|*]/g, "\\$&")}:\n$`));
      expect(row.prompt!.startsWith(row.declaration!)).toBe(true);
      expect(row.instruction).toContain(row.docstring);
    }
  });

  it.skipIf(noPython)(`pass as they should be, fail as they are, and their examples are right${why}`, () => {
    expect(python("sample_tasks.py", SAMPLE)).toBe("");
  });

  it.skipIf(noPython)(`would not pass that check with the two solutions swapped${why}`, () => {
    const [first] = readFileSync(SAMPLE, "utf8").split("\n");
    const row = JSON.parse(first!) as Record<string, string>;
    const path = join(temporaryFolder(), "swapped.jsonl");
    const swapped = { canonical_solution: row.buggy_solution, buggy_solution: row.canonical_solution };
    writeFileSync(path, JSON.stringify({ ...row, ...swapped }));
    expect(python("sample_tasks.py", path)).toMatch(
      /canonical solution fails test .*\n.*\n.*buggy solution ends as None/,
    );
  });
});

describe("the tasks that nobody can solve", () => {
  it("are the bytes that the script writes", () => {
    const copy = join(temporaryFolder(), "bogus.parquet");
    execFileSync(join(ROOT, "node_modules", ".bin", "tsx"), [join(ROOT, "scripts", "build_bogus_parquet.ts"), copy]);
    expect(readFileSync(copy).equals(readFileSync(BOGUS))).toBe(true);
  });

  /** Names of the answers that pass, and how many were tried. */
  const answer = (test: string, entryPoint: string): { tried: number; passed: string[] } => {
    const input = JSON.stringify({ test, entry_point: entryPoint });
    const script = join(import.meta.dirname, "bogus_answers.py");
    return JSON.parse(execFileSync("python3", [script], { encoding: "utf8", input }));
  };

  it.skipIf(noPython)(`no value, exception or change of mind passes any of them${why}`, async () => {
    const { tasks } = await loadTasks({ path: BOGUS, report });
    expect(tasks.length).toBeGreaterThanOrEqual(5);
    for (const task of tasks) {
      if (task.check.kind !== "unit_tests") expect.fail("a unit test was expected");
      expect(answer(task.check.tests, task.entry_point).passed, task.task_id).toEqual([]);
    }
  });

  it.skipIf(noPython)(`the same answers do pass checks that can be passed${why}`, () => {
    expect(answer("assert f(1) == 1", "f").passed).toContain("<class 'int'>");
    expect(answer("assert f(1) == 1 and f(1) == 2", "f").passed).toContain("1 then 2");
  });
});
