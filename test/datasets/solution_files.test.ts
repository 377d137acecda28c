import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  chooseModelKey,
  modelKeys,
  parseTimeLimit,
  readProblem,
  readSolutionFile,
} from "../../src/datasets/solution_files.ts";
import { temporaryFolder } from "../support/folder.ts";
import { NO_SHARED_DATA, sharedData } from "../support/shared_data.ts";

const CASES = { inputs: ["1\n", "2\n"], outputs: ["1\n", "4\n"] };
const ROW = { problem: "Square it.", input_output: CASES, claude_solution: "```python\nprint(1)\n```" };

async function read(rows: unknown) {
  const path = join(temporaryFolder(), "file.json");
  writeFileSync(path, typeof rows === "string" ? rows : JSON.stringify(rows));
  return readSolutionFile(path);
}
const problem = async (row: unknown) => readProblem(await read([row]), 0);

describe("a solution file", () => {
  it("is read, with its cases as an object or as JSON text of one", async () => {
    const plain = await problem(ROW);
    expect(plain).toMatchObject({ index: 0, name: "", statement: "Square it.", knownGood: [] });
    expect(plain.check).toEqual({
      kind: "stdio",
      cases: [
        { stdin: "1\n", stdout: "1\n" },
        { stdin: "2\n", stdout: "4\n" },
      ],
    });
    expect((await problem({ ...ROW, input_output: JSON.stringify(CASES) })).check).toEqual(plain.check);
  });

  it("joins inputs and outputs that are lists of lines", async () => {
    const cases = {
      inputs: [
        ["2", "a b"],
        [1, 2.5],
      ],
      outputs: [["x", "y"], 7],
    };
    expect((await problem({ ...ROW, input_output: cases })).check.cases).toEqual([
      { stdin: "2\na b", stdout: "x\ny" },
      { stdin: "1\n2.5", stdout: "7" },
    ]);
  });

  it("knows every solution, and the known-good ones", async () => {
    const row = { ...ROW, human_solution: "h", solutions: ["a", "b"], o3_mini_solution: "o", name: "n", tags: 3 };
    const { solutions, knownGood, name } = await problem(row);
    expect([...solutions.keys()]).toEqual(["claude_solution", "human_solution", "o3_mini_solution"]);
    expect(knownGood).toEqual([
      { key: "human_solution", program: "h" },
      { key: "solutions[0]", program: "a" },
      { key: "solutions[1]", program: "b" },
    ]);
    expect(name).toBe("n");
    expect((await problem({ ...ROW, solutions: '["a"]', human_solution: null })).knownGood).toHaveLength(1);
  });

  it.each([
    ["2 seconds", 2],
    ["1 - 1.5 seconds", 1.5],
    ["0.262128 seconds", 0.262128],
    ["1 second.", 1],
    ["500 ms", 0.5],
    ["2000 milliseconds", 2],
    ["1 minute", 60],
    [3, 3],
    ["3", 3],
    [null, undefined],
    ["", undefined],
    ["0 seconds", undefined],
    ["soon", undefined],
    ["3 - 2 seconds", 3],
    ["2 parsecs", undefined],
  ])("has the time limit %j", (limit, seconds) => {
    expect(parseTimeLimit(limit)).toBe(seconds);
  });

  it.each<[string, unknown, RegExp]>([
    ["no JSON", "[{]", /line 1: not valid JSON/],
    ["no array", 7, /is no array of problems/],
    ["no problems", [], /has no problems/],
    ["a row that is none", [7], /problem 0: .*object/],
    ["no statement", [{ input_output: CASES }], /problem 0: problem is missing/],
    ["no cases", [{ problem: "x" }], /problem 0: input_output is missing/],
    [
      "an empty list of cases",
      [{ ...ROW, input_output: { inputs: [], outputs: [] } }],
      /problem 0: input_output has no cases/,
    ],
    ["cases that are no JSON", [{ ...ROW, input_output: "{" }], /problem 0: input_output: not JSON/],
    ["outputs missing", [{ ...ROW, input_output: { inputs: ["1"], outputs: [] } }], /1 inputs but 0 outputs/],
    ["an input that is an object", [{ ...ROW, input_output: { inputs: [{}], outputs: ["1"] } }], /inputs\.0/],
    [
      "a problem that calls a function",
      [{ ...ROW, input_output: { ...CASES, fn_name: "solve" } }],
      /calls the function solve/,
    ],
  ])("with %s is refused in one line that says where", async (_name, rows, says) => {
    const reading = (async () => readProblem(await read(rows), 0))();
    await expect(reading).rejects.toThrow(says);
    await expect(reading).rejects.toMatchObject({ name: "UserError", message: expect.not.stringContaining("\n") });
  });

  it("that is not there, or is a folder, is refused", async () => {
    const folder = temporaryFolder();
    await expect(readSolutionFile(join(folder, "none.json"))).rejects.toThrow(/no such file/);
    await expect(readSolutionFile(folder)).rejects.toThrow(/is a directory/);
  });

  it("has model keys: all but the human ones; the usual one or the only one is chosen", async () => {
    const two = await read([{ ...ROW, human_solution: "h", o3_solution: "o" }, { gpt_solution: "g" }]);
    expect(modelKeys(two)).toEqual(["claude_solution", "o3_solution", "gpt_solution"]);
    expect(chooseModelKey(two, undefined)).toBe("claude_solution");
    expect(chooseModelKey(two, "o3_solution")).toBe("o3_solution");
    expect(() => chooseModelKey(two, "x_solution")).toThrow(/has no "x_solution"/);
    const one = await read([{ my_solution: "m", improved_my_solution: "i", human_solution: "h" }]);
    expect(chooseModelKey(one, undefined)).toBe("my_solution");
    const unclear = await read([{ a_solution: "a", b_solution: "b" }]);
    expect(() => chooseModelKey(unclear, undefined)).toThrow(/has no "claude_solution"/);
    expect(() => chooseModelKey({ path: "f", rows: [{}], exactRows: [{}], sha256: "" }, undefined)).toThrow(
      /has no "claude_solution"/,
    );
  });
});

describe("numbers that JavaScript would change", () => {
  const cases = '{"inputs": [1.0, [9007199254740993, [2.50]], "1e5"], "outputs": [1e-07, 18446744073709551616, 3]}';

  it.each([
    ["an object", cases],
    ["text", JSON.stringify(cases)],
  ])("are the text that stands in the file, in %s", async (_what, input_output) => {
    const path = join(temporaryFolder(), "exact.json");
    writeFileSync(path, `[{"problem": "p", "input_output": ${input_output}, "time_limit": 2.0}]`);
    const file = await readSolutionFile(path);
    const { check } = readProblem(file, 0);
    expect(check.cases.map(({ stdin }) => stdin)).toEqual(["1.0", "9007199254740993\n[2.50]", "1e5"]);
    expect(check.cases.map(({ stdout }) => stdout)).toEqual(["1e-07", "18446744073709551616", "3"]);
    expect(check.timeLimitSec).toBe(2);
  });
});

const real = sharedData("librarybench/claude_search_solutions.json");
describe.skipIf(real === undefined)(`the real file (${real ?? NO_SHARED_DATA})`, () => {
  it("has five problems with 87 to 310 cases", async () => {
    const file = await readSolutionFile(real as string);
    const problems = file.rows.map((_row, index) => readProblem(file, index));
    expect(problems.map((it) => it.check.cases.length)).toEqual([87, 90, 260, 168, 310]);
    expect(problems.map((it) => it.check.timeLimitSec)).toEqual([undefined, 2, 1, 1.5, 0.262128]);
    expect(modelKeys(file)).toEqual(["claude_solution"]);
  });
});
