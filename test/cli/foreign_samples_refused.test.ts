import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runHere } from "../support/command_line.ts";
import { FIXTURES, lines, place } from "../support/foreign_samples.ts";

describe("import refuses in one line", () => {
  const refused = async (prepare: (at: (name: string) => string) => void) => {
    const { at } = place();
    prepare(at);
    const run = await runHere([
      "import",
      "--input",
      at("in"),
      "--out",
      at("out.jsonl"),
      "--dataset-path",
      at("the tasks.jsonl"),
    ]);
    expect(run.code).toBe(2);
    expect(run.stderr.match(/^error: .*$/gm)).toHaveLength(1);
    return run.stderr;
  };
  const file = (bytes: string | Uint8Array) => (at: (name: string) => string) => writeFileSync(at("in"), bytes);
  const archive = readFileSync(join(FIXTURES, "inspect_zstd.eval"));
  it.each<[string, (at: (name: string) => string) => void, RegExp]>([
    ["a list too few", file(JSON.stringify([["x"]])), /samples of 1 tasks, and the data set has 2/],
    ["a list of something else", file("[[1], [2]]"), /item 1: 0: a sample must be a text/],
    [
      "a task of a data set",
      file(lines({ task_id: "HumanEval/0", prompt: "", test: "x" })),
      /line 1 is a task, and no sample/,
    ],
    [
      "neither solution nor completion",
      file(lines({ task_id: "HumanEval/0" })),
      /line 1: .*neither `solution` nor `completion`/,
    ],
    ["ids of other data alone", file(lines({ task_id: "X/1", solution: "x" })), /has no sample of a task of/],
    ["nothing", file(""), /is empty/],
    ["an archive that was cut", file(archive.subarray(0, archive.length - 200)), /is no whole zip archive/],
    [
      "an archive with damage inside",
      file(Buffer.concat([archive.subarray(0, 400), Buffer.alloc(2_000, 0x5a), archive.subarray(2_400)])),
      /(is damaged|is cut short|no whole zip archive|not valid JSON|not UTF-8)/,
    ],
    ["an empty folder", (at) => mkdirSync(at("in")), /holds no samples/],
    [
      "a folder with a sample that is none",
      (at) => {
        mkdirSync(at("in/HumanEval_0"), { recursive: true });
        mkdirSync(at("in/HumanEval_0/0.py"));
      },
      /0\.py: is a directory/,
    ],
    [
      "a folder with a sample that is a device",
      (at) => {
        mkdirSync(at("in/HumanEval_0"), { recursive: true });
        symlinkSync("/dev/zero", at("in/HumanEval_0/0.py"));
      },
      /0\.py: is a pipe or a device/,
    ],
  ])("%s", async (_name, prepare, says) => {
    expect(await refused(prepare)).toMatch(says);
  });

  it("a sample twice in one log", async () => {
    const log = JSON.parse(readFileSync(join(FIXTURES, "inspect.json"), "utf8"));
    log.samples[2].epoch = 1;
    expect(await refused(file(JSON.stringify(log)))).toMatch(/has sample 0 of Python\/0 twice/);
  });
});
