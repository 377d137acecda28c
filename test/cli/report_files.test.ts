import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecords } from "../../src/evaluation/records.ts";
import { ROOT, runProgram } from "../support/program.ts";

const DATA = join(ROOT, "dataset/sample_python.jsonl");
type Row = Record<"task_id" | "declaration" | "canonical_solution" | "buggy_solution", string>;

const LONG = process.env.CI === "true";

describe("the commands on results files", { timeout: 60_000 }, () => {
  let folder: string;
  let model: string;
  const at = (name: string): string => join(folder, name);
  const evaluate = async (out: string, ...more: string[]): Promise<void> => {
    const flags = ["--model", model, "--dataset-path", DATA, "--max", "10", "--samples", "2", "--temperature", "1"];
    const { code, stderr } = await runProgram([...flags, "--out", at(out), ...more]);
    expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  };
  /** What a record says of its sample: all but how long it took. */
  const said = async (name: string) =>
    (await readRecords(at(name))).records.map(({ task_id, sample, verdict, completion, candidate, config_hash }) => {
      return { task_id, sample, verdict, completion, candidate, config_hash };
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "repair-test-"));
    const rows = readFileSync(DATA, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Row);
    // Every third fix is the bug itself, which fails.
    const answers = rows.slice(0, 10).map((row, index) => {
      const body = index % 3 === 2 ? "    return None\n" : row.canonical_solution;
      return `${JSON.stringify({ task_id: row.task_id, solution: row.declaration + body })}\n`;
    });
    const twice = answers.map((line) => line + line).join("");
    writeFileSync(at("answers.jsonl"), twice);
    model = `replay:${at("answers.jsonl")}`;
    await evaluate("whole.jsonl");
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.runIf(LONG)("merges four shards into the file of an unsharded run, record for record", async () => {
    const names = [1, 2, 3, 4].map((index) => `part${index}.jsonl`);
    for (const [index, name] of names.entries()) await evaluate(name, "--shard", `${index + 1}/4`);
    const merged = await runProgram(["merge", ...names.toReversed().map(at), "--out", at("merged.jsonl"), "--json"]);
    expect(merged.code).toBe(0);
    const whole = await said("whole.jsonl");
    expect(whole).toHaveLength(20);
    expect(await said("merged.jsonl")).toEqual(whole);
    expect(JSON.parse(merged.stdout)).toMatchObject({ tasks: 10, samples: 2, passed: 7, pass_at_1: 0.7 });
    const verified = await runProgram(["verify", at("merged.jsonl")]);
    expect([verified.code, JSON.parse(verified.stdout).holds]).toEqual([0, true]);
  });

  it.runIf(LONG)("can be checked when a later session was asked for fewer tasks", async () => {
    const flags = ["--model", model, "--dataset-path", DATA, "--out", at("fewer.jsonl")];
    expect(await runProgram([...flags, "--max", "3"])).toMatchObject({ code: 0 });
    expect(await runProgram([...flags, "--max", "2", "--resume"])).toMatchObject({ code: 0 });
    expect(await said("fewer.jsonl")).toHaveLength(3);
    const verified = await runProgram(["verify", at("fewer.jsonl")]);
    expect([verified.code, JSON.parse(verified.stdout).holds]).toEqual([0, true]);
  });

  it("refuses to merge mixed configurations", async () => {
    await evaluate("other.jsonl", "--shard", "1/2", "--seed", "5");
    const { code, stderr } = await runProgram(["merge", at("whole.jsonl"), at("other.jsonl"), "--out", at("no.jsonl")]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be merged/);
  });

  it("finds a verdict and a completion that were changed afterwards", async () => {
    const text = readFileSync(at("whole.jsonl"), "utf8").replaceAll('"wrong_answer"', '"passed"');
    writeFileSync(at("forged.jsonl"), text);
    writeFileSync(at("forged.jsonl.run.json"), readFileSync(at("whole.jsonl.run.json")));
    const { code, stdout } = await runProgram(["verify", at("forged.jsonl")]);
    expect(code).toBe(1);
    const failed = (JSON.parse(stdout).checks as { check: string; result: string }[]).filter(
      (it) => it.result === "failed",
    );
    expect(failed.map(({ check }) => check)).toEqual(
      expect.arrayContaining(["hash of the results file", "verdicts, judged again"]),
    );
  });

  it("judges again under another extractor", async () => {
    const { code, stdout } = await runProgram(["rescore", "--input", at("whole.jsonl"), "--extractor", "whole"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ records: 20, passed_before: 14, passed_after: 14 });
  });

  it.each(LONG ? ["evalplus", "bigcode"] : ["evalplus"])(
    "exports to %s and imports from it: the verdicts are the same",
    async (format) => {
      const [samples, answers] = [at(`${format}.jsonl`), at(`${format}_answers.jsonl`)];
      const written = await runProgram([
        "export",
        "--input",
        at("whole.jsonl"),
        "--format",
        format,
        "--output",
        samples,
      ]);
      expect(written.code).toBe(0);
      const read = await runProgram(["import", "--input", samples, "--output", answers, "--dataset-path", DATA]);
      expect(read.code).toBe(0);
      const flags = ["--max", "10", "--samples", "2", "--temperature", "1", "--dataset-path", DATA];
      const again = await runProgram(["--model", `replay:${answers}`, ...flags, "--out", at(`${format}_again.jsonl`)]);
      expect(JSON.parse(again.stdout)).toMatchObject({ passed: 7, pass_at_1: 0.7 });
    },
  );

  it("neutralises what a spreadsheet would compute", async () => {
    const [first = ""] = readFileSync(at("whole.jsonl"), "utf8").split("\n");
    const record = { ...JSON.parse(first), completion: '=HYPERLINK("x")', model: "@SUM(1)" };
    writeFileSync(at("formula.jsonl"), `${JSON.stringify(record)}\n`);
    const { stdout } = await runProgram(["export", "--input", at("formula.jsonl")]);
    expect(stdout).toContain(`"'=HYPERLINK(""x"")"`);
    expect(stdout).toContain("'@SUM(1)");
  });

  it.each([
    ["over a run's results", "export", "whole.jsonl", 2, "holds the results of a run"],
    ["where no folder can be made", "report", "/proc/no/page.html", 2, "/proc/no cannot be made"],
    ["a picture under another ending", "visualize", "picture.jpg", 2, "a picture is a .png file"],
  ])("writes nothing %s", async (_what, command, output, code, says) => {
    const before = readFileSync(at("whole.jsonl"), "utf8");
    const path = output.startsWith("/") ? output : at(output);
    const finished = await runProgram([command, "--input", at("whole.jsonl"), "--output", path]);
    expect(finished).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(says) });
    expect(readFileSync(at("whole.jsonl"), "utf8")).toBe(before);
  });

  it.each([
    [["verify"], "name one results file: ./run.ts verify RUN\n"],
    [["merge", "a.jsonl", "b.jsonl"], "--out must be given\n  see ./run.ts merge --help"],
    [["compare"], "--original-file and --improved-file must be given\n"],
    [["export", "--nput", "a"], "there is no flag --nput\n  did you mean --input?\n"],
  ])("says what %j lacks", async (argv, says) => {
    const { code, stderr } = await runProgram(argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`error: ${says}`)]);
  });

  it.runIf(LONG)("draws after a run, and writes a page", async () => {
    await evaluate("drawn.jsonl", "--visualize");
    expect(readFileSync(at("drawn.png")).subarray(1, 4).toString()).toBe("PNG");
    const page = await runProgram(["report", "--input", at("drawn.jsonl"), "--output", at("page.html")]);
    expect([page.code, readFileSync(at("page.html"), "utf8").slice(0, 15)]).toEqual([0, "<!doctype html>"]);
  });
});
