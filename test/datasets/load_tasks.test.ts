import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assertEvaluable, type LoadOptions, loadTasks } from "../../src/datasets/index.ts";
import { LANGUAGES } from "../../src/languages/parts.ts";
import { UserError } from "../../src/lib/errors.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT } from "../support/program.ts";
import { NO_SHARED_DATA, sharedData } from "../support/shared_data.ts";
import { makeTasks } from "../support/tasks.ts";

const SAMPLE = join(ROOT, "dataset", "sample_python.jsonl");
const load = (options: Partial<LoadOptions>) => loadTasks({ report: () => {}, ...options });
const ids = (tasks: readonly { readonly task_id: string }[]): string[] => tasks.map((task) => task.task_id);

describe("loading a data set", () => {
  it("tells its name, its hash and how many tasks there are", async () => {
    const loaded = await load({ path: SAMPLE, max: 2 });
    const sha256 = createHash("sha256").update(readFileSync(SAMPLE)).digest("hex");
    expect(loaded).toMatchObject({ name: "sample_python", path: SAMPLE, sha256, total: 36 });
    expect(ids(loaded.tasks)).toEqual(["SamplePython/0", "SamplePython/1"]);
  });

  it("makes a name that is fit for a file of any path", async () => {
    const path = join(temporaryFolder(), "my data (v1.2).JSONL");
    copyFileSync(SAMPLE, path);
    expect((await load({ path })).name).toBe("my_data_v1.2_");
  });

  it("selects by id in the order of the data set, then takes the first", async () => {
    const taskIds = ["SamplePython/7", "SamplePython/2", "SamplePython/5", "SamplePython/2"];
    expect(ids((await load({ path: SAMPLE, taskIds })).tasks)).toEqual([2, 5, 7].map((n) => `SamplePython/${n}`));
    expect(ids((await load({ path: SAMPLE, taskIds, max: 1 })).tasks)).toEqual(["SamplePython/2"]);
    expect((await load({ path: SAMPLE, max: 1000 })).tasks).toHaveLength(36);
  });

  it("names the first id that is unknown, and some that exist", async () => {
    const error = await load({ path: SAMPLE, taskIds: ["SamplePython/1", "Python/99"] }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/has no task "Python\/99"/);
    expect(error.hint).toMatch(/SamplePython\/0, SamplePython\/1/);
  });

  it.each([
    ["none.jsonl", /none\.jsonl: no such file/],
    ["file.jsonl/inside.jsonl", /no such file/],
    ["folder.jsonl", /folder\.jsonl: is a directory/],
    ["tasks.csv", /tasks\.csv: a data set is a \.jsonl, \.json or \.parquet file/],
    ["file", /a data set is a/],
  ])("refuses %s in one line", async (name, says) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "folder.jsonl"));
    for (const file of ["file.jsonl", "tasks.csv", "file"]) writeFileSync(join(folder, file), "{}");
    const error = await load({ path: join(folder, name) }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(says);
    expect(error.exitCode).toBe(2);
  });

  it("stops when it is told to", async () => {
    const reason = new Error("interrupted");
    await expect(load({ path: SAMPLE, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("without a path", () => {
  it("takes humanevalfix_python.jsonl, else humaneval_py.parquet, and never the sample", async () => {
    const dataset = temporaryFolder();
    const folders = [join(dataset, "none"), dataset] as const;
    copyFileSync(join(import.meta.dirname, "fixtures", "duckdb_zstd.parquet"), join(dataset, "humaneval_py.parquet"));
    expect(await load({ folders: [...folders] })).toMatchObject({ name: "humaneval_py", total: 3 });
    copyFileSync(SAMPLE, join(dataset, "humanevalfix_python.jsonl"));
    expect(await load({ folders: [...folders] })).toMatchObject({ name: "humanevalfix_python", total: 36 });
    copyFileSync(SAMPLE, join(dataset, "humanevalfix_rust.jsonl"));
    expect(await load({ folders: [...folders], language: "rust" })).toMatchObject({ name: "humanevalfix_rust" });
  });
});

it("only Python tasks can be evaluated", () => {
  const [first, second] = makeTasks(2);
  expect(() => assertEvaluable([first!, second!])).not.toThrow();
  expect(() => assertEvaluable([first!, { ...second!, language: "go" }])).toThrow(/Python\/1 is go: only Python tasks/);
});

const real = sharedData("humanevalpack/python.jsonl");
describe.skipIf(real === undefined)(`the real data${real === undefined ? ` (${NO_SHARED_DATA})` : ""}`, () => {
  it("the Parquet file of pyarrow holds the same tasks as the JSON Lines", async () => {
    const lines = await load({ path: sharedData("humanevalpack/python.jsonl")! });
    const parquet = await load({ path: sharedData("parquet/humaneval_py.parquet")! });
    expect(lines.total).toBe(164);
    expect(parquet.tasks).toEqual(lines.tasks);
  });

  it.each(LANGUAGES)("%s loads, with its language", async (language) => {
    const { tasks } = await load({ path: sharedData(`humanevalpack/${language}.jsonl`)! });
    expect(new Set(tasks.map((task) => task.language))).toEqual(new Set([language]));
  });

  it("tasks 32, 38 and 50 have the functions that their tests call", async () => {
    const taskIds = ["Python/32", "Python/38", "Python/50"];
    const { tasks } = await load({ path: real!, taskIds });
    const helpers = tasks.map((task) => (task.check.kind === "unit_tests" ? task.check.helpers : ""));
    for (const [index, name] of ["poly", "encode_cyclic", "encode_shift"].entries()) {
      expect(helpers[index]).toContain(`def ${name}(`);
      expect(helpers[index]).not.toContain(`def ${tasks[index]!.entry_point}(`);
    }
  });
});
