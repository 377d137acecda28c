import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTasks } from "../../src/datasets/index.ts";
import { suiteOf } from "../../src/datasets/suite.ts";
import { rowsOf, SAMPLE } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { NO_SHARED_DATA, sharedData } from "../support/shared_data.ts";
import { makeTasks } from "../support/tasks.ts";

const load = (path: string) => loadTasks({ path, report: () => {} });

describe("the benchmark that a data set is", () => {
  it("is none for own data, although its ids are those of HumanEvalFix", async () => {
    expect(suiteOf(makeTasks(164))).toBeUndefined();
    const path = join(temporaryFolder(), "humanevalfix_python.jsonl");
    const rows = rowsOf(SAMPLE).map((row, at) => JSON.stringify({ ...row, task_id: `Python/${at}` }));
    writeFileSync(path, rows.join("\n"));
    expect((await load(path)).suite).toBeUndefined();
  });

  it("is HumanEvalFix for the part that nobody named a file for", async () => {
    const folder = temporaryFolder();
    copyFileSync(SAMPLE, join(folder, "humanevalfix_python.jsonl"));
    expect((await loadTasks({ folders: [folder], report: () => {} })).suite).toBe("humanevalfix");
  });

  const [whole, parquet] = ["humanevalpack/python.jsonl", "parquet/humaneval_py.parquet"].map(sharedData);
  describe.skipIf(whole === undefined || parquet === undefined)(`of the real data (${NO_SHARED_DATA})`, () => {
    it.each([
      ["JSON Lines", whole],
      ["Parquet", parquet],
    ])("is HumanEvalFix in %s, whatever the file is called", async (_format, path = "") => {
      expect((await load(path)).suite).toBe("humanevalfix");
    });

    it("is none for a copy with a changed test, or with fewer tasks", async () => {
      const { tasks } = await load(whole ?? "");
      const [first, ...others] = tasks;
      if (first?.check.kind !== "unit_tests") throw new Error("no test");
      const easier = { ...first, check: { ...first.check, tests: `${first.check.tests}\n` } };
      expect(suiteOf([...others, first])).toBe("humanevalfix");
      expect(suiteOf([easier, ...others])).toBeUndefined();
      expect(suiteOf(others)).toBeUndefined();
    });
  });
});
