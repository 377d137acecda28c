import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHere } from "../support/command_line.ts";
import { runProgram } from "../support/program.ts";

const ROW = {
  ...{ task_id: "T/0", prompt: "def f():\n", declaration: "def f():\n", buggy_solution: "    return 1\n" },
  ...{ canonical_solution: "    return 2\n", test: "assert f() == 2\n", entry_point: "f", bug_type: "value misuse" },
  ...{ failure_symptoms: "", docstring: "", language: "python" },
};
const GOOD = JSON.stringify({ ...ROW, task_id: "Python/0" });

/** name · flags (FOLDER is a temporary one) · exit code · what the line says */
const cases: [string, string[], number, RegExp][] = [
  ["an unknown flag", ["--bogus"], 2, /there is no flag --bogus\n {2}see \.\/run\.ts --help/],
  ["a stray word", ["evaluat"], 2, /there is no command evaluat\n {2}did you mean \.\/run\.ts evaluate\?/],
  ["--max 0", ["--max", "0"], 2, /--max must be a whole number of at least 1, not "0"/],
  ["--max abc", ["--max", "abc"], 2, /--max must be a whole number.*"abc"/],
  ["--max without a value", ["--max"], 2, /--max needs a value/],
  ["--max twice", ["--max", "1", "--max", "2"], 2, /--max is given more than once/],
  ["--temperature -1", ["--temperature", "-1"], 2, /--temperature must be a number of at least 0/],
  ["--temperature hot", ["--temperature", "hot"], 2, /--temperature .*"hot"/],
  ["an unknown context", ["--context", "code"], 2, /--context must be one of docs, tests, docs\+tests/],
  ["--resume with --overwrite", ["--resume", "--overwrite"], 2, /exclude each other/],
  ["an unknown prefix", ["--model", "gguf:x", "--dataset-path", "FOLDER/good.jsonl"], 2, /unknown model "gguf:x"/],
  ["a missing file", ["--dataset-path", "FOLDER/none.jsonl"], 2, /none\.jsonl: no such file/],
  ["a directory", ["--dataset-path", "FOLDER/dir.jsonl"], 2, /is a directory/],
  ["an empty file", ["--dataset-path", "FOLDER/empty.jsonl"], 2, /empty/],
  ["broken JSON on line 7", ["--dataset-path", "FOLDER/line7.jsonl"], 2, /line7\.jsonl, line 7/],
  ["a row without test", ["--dataset-path", "FOLDER/no_test.jsonl"], 2, /line 1.*test/],
  ["Parquet that is not Parquet", ["--dataset-path", "FOLDER/fake.parquet"], 2, /fake\.parquet/],
  ["another format", ["--dataset-path", "FOLDER/good.csv"], 2, /good\.csv/],
  ["an unknown task", ["--dataset-path", "FOLDER/good.jsonl", "--task-id", "Python/9"], 2, /Python\/9/],
  ["a missing replay file", ["--model", "replay:FOLDER/none", "--dataset-path", "FOLDER/good.jsonl"], 2, /none/],
  ["a model folder that is none", ["--model", "FOLDER/none", "--dataset-path", "FOLDER/good.jsonl"], 2, /none/],
  [
    "--out in a file",
    ["--dataset-path", "FOLDER/good.jsonl", "--out", "FOLDER/good.csv/r.jsonl"],
    2,
    /cannot be written/,
  ],
  ["--out a directory", ["--dataset-path", "FOLDER/good.jsonl", "--out", "FOLDER/dir.jsonl"], 2, /is a directory/],
  [
    "--out in /proc",
    ["--model", "replay:FOLDER/answers.jsonl", "--dataset-path", "FOLDER/good.jsonl", "--out", "/proc/no/r.jsonl"],
    2,
    /\/proc\/no cannot be made/,
  ],
  [
    "--overwrite of what is no file",
    ["--dataset-path", "FOLDER/good.jsonl", "--overwrite", "--out", "FOLDER/device"],
    2,
    /device cannot be written \(it is there and is no file\)/,
  ],
];

let base = "";
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "repair-test-"));
});
afterAll(() => rmSync(base, { recursive: true }));

function prepare(): string {
  const folder = mkdtempSync(join(base, "case-"));
  mkdirSync(join(folder, "dir.jsonl"));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write("good.jsonl", `${GOOD}\n`);
  write("good.csv", "a,b\n");
  write("empty.jsonl", "");
  write("answers.jsonl", '{"task_id": "Python/0", "completion": ""}\n');
  write(
    "line7.jsonl",
    `${[0, 1, 2, 3, 4, 5].map((i) => JSON.stringify({ ...ROW, task_id: `Python/${i}` })).join("\n")}\n{"task_id": \n`,
  );
  write("no_test.jsonl", JSON.stringify({ ...ROW, task_id: "Python/0", test: undefined }));
  symlinkSync("/dev/null", join(folder, "device"));
  write("fake.parquet", "this is no Parquet file, but it is long enough to be looked at");
  return folder;
}

/** In this process; with CI=true each case also starts the program. */
const WAYS = { "in this process": runHere, ...(process.env.CI === "true" && { started: runProgram }) };

describe.each(Object.entries(WAYS))("bad input, %s", (_way, run) => {
  it.each(cases)("%s: one clear line, nothing created", async (_name, flags, code, says) => {
    const folder = prepare();
    const before = readdirSync(folder);
    const args = flags.map((flag) => flag.replaceAll("FOLDER", folder));
    const out = flags.includes("--out") ? [] : ["--out", join(folder, "out", "r.jsonl")];
    const finished = await run([...args, ...out]);
    expect(finished.stderr).toMatch(says);
    expect(finished.stdout).toBe("");
    expect(finished.code).toBe(code);
    const [first, ...more] = finished.stderr.trimEnd().split("\n");
    expect(first).toMatch(/^error: /);
    // The hint, where there is one, stands indented on a line of its own.
    expect(more.filter((line) => !line.startsWith("  "))).toEqual([]);
    expect(finished.stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(join(folder, "out"))).toBe(false);
  });
});
