import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { presetHash, presetOf, savedPreset } from "../../src/agent/presets/index.ts";
import { type Attempt, PRESETS, type Task } from "../../src/core/index.ts";
import { NO_SHARED_DATA, sharedData } from "../support/shared_data.ts";

const TASK: Task = {
  ...{ task_id: "Python/1000", language: "python", docstring: "Adds.", bug_type: "", failure_symptoms: "" },
  ...{ declaration: "\ndef add(a, b):\n", prompt: '\ndef add(a, b):\n    """Adds."""\n', entry_point: "add" },
  ...{ buggy_solution: "    return a - b\n", canonical_solution: "    return a + b\n" },
  check: { kind: "unit_tests", tests: "\nassert add(1, 2) == 3", helpers: "" },
};

describe("OctoPack's presets", () => {
  const [tests, docs] = [presetOf("octopack-fixtests"), presetOf("octopack-fixdocs")];

  it("show the function, the tests or the docstring, the instruction and the head, with nothing around them", () => {
    expect(tests.propose(TASK)).toEqual([
      {
        role: "user",
        content: "def add(a, b):\n    return a - b\n\n\nassert add(1, 2) == 3\nFix bugs in add.\n\n\ndef add(a, b):",
      },
    ]);
    expect(docs.propose(TASK)[0]?.content).toBe(
      'def add(a, b):\n    """Adds."""\n    return a - b\n\nFix bugs in add.\n\n\ndef add(a, b):\n    """Adds."""',
    );
    expect(tests.sampling("python").template).toBe("none");
  });

  it.each([
    ["\n    return a + b", "\n    return a + b"],
    ["\n    return a + b\n\ndef other():\n    pass", "\n    return a + b\n"],
    ["\n    x = 1\n# done", "\n    x = 1"],
    ["\n    return 1<|endoftext|>\n    return 2", "\n    return 1"],
    ["\n\treturn 1\nSome words\n    more", "\n\treturn 1"],
    ["Here it is:\n    return 1", ""],
    ["\n    if a:\n        return 1\nif b:\n    pass", "\n    if a:\n        return 1"],
  ])("take of %j what the function goes on with", (answer, kept) => {
    expect(tests.extract(answer, TASK)).toEqual({ code: `\ndef add(a, b):${kept}`, source: "body" });
  });
});

describe("the original's preset", () => {
  const original = presetOf("original");

  it.each([
    ["Sure:\n```python\ndef add(a, b):\n    return a + b\n```\nDone.", "def add(a, b):\n    return a + b"],
    ["```\nx = 1\n```", "x = 1"],
    ["def add(a, b): ...", "def add(a, b): ..."],
    ["```py\nx = 1\n```", "py\nx = 1"],
    ["first ```a = 1``` then ```b = 2```", "a = 1"],
  ])("takes the text between the first two fences of %j", (answer, code) => {
    expect(original.extract(answer, TASK).code).toBe(code);
  });

  it("has no code in an answer that has only the language's name", () => {
    expect(original.extract("```python```", TASK)).toEqual({ code: undefined, source: "none" });
  });

  it("tells a repair what the tests printed", () => {
    const last = { candidate: "CODE", stdout: "OUT", stderr: "ERR" } as Attempt;
    const said = original.reflect?.(TASK, last).map(({ content }) => content) ?? [];
    expect(said[2]).toBe("Here is my first attempt:\n```python\nCODE\n```");
    expect(said[3]).toMatch(/Error log:\nERR\nOUT$/);
  });
});

describe("a saved preset", () => {
  it.each(PRESETS)("%s is known by name and hash", (preset) => {
    const preset_hash = presetHash(preset);
    expect(savedPreset({ preset, preset_hash })?.name).toBe(preset);
    expect(savedPreset({ preset, preset_hash: "other" })).toBeUndefined();
  });

  it("has a hash of its own", () => {
    expect(new Set(PRESETS.map(presetHash)).size).toBe(PRESETS.length);
    expect(savedPreset({})).toBeUndefined();
  });
});

/**
 * SHA-256 (16 hex digits) of what bigcode-evaluation-harness 0261c52 makes of the 164 tasks: its `get_prompt`, and its
 * `postprocess_generation` of the answers below, as JSON lists.
 */
const REFERENCE = {
  "octopack-fixtests": { prompts: "be6d0e3f05e69df6", code: "34c5fcd138919d4f" },
  "octopack-fixdocs": { prompts: "3db8a86d59282e10", code: "92cdc001e0ac0630" },
} as const;
const ANSWERS = [
  ...["{c}", "{c}\nprint(1)\n", "{c}\n\ndef g():\n    pass\n", "{c}\n# done\n", "text", ""],
  ...["\n    pass\nif __name__ == '__main__':\n    pass\n", "\n  x\n\tassert y\nz<|endoftext|>"],
];

const path = sharedData("humanevalpack/python.jsonl");
describe.skipIf(path === undefined)(`on HumanEvalFix (${NO_SHARED_DATA})`, () => {
  const rows = path === undefined ? [] : readFileSync(path, "utf8").trim().split("\n");
  const tasks = rows.map((line): Task => {
    const row = JSON.parse(line);
    return { ...row, language: "python", check: { kind: "unit_tests", tests: row.test, helpers: "" } };
  });
  const hash = (value: unknown): string =>
    createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);

  it.each(["octopack-fixtests", "octopack-fixdocs"] as const)("%s says and takes what the reference does", (name) => {
    const preset = presetOf(name);
    expect(hash(tasks.map((task) => preset.propose(task)[0]?.content))).toBe(REFERENCE[name].prompts);
    const code = tasks.flatMap((task) =>
      ANSWERS.map(
        (it) =>
          preset.extract(
            it.replace("{c}", () => task.canonical_solution),
            task,
          ).code,
      ),
    );
    expect(hash(code)).toBe(REFERENCE[name].code);
  });
});
