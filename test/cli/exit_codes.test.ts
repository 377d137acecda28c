import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SAMPLE, writeAnswers } from "../support/answers.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";

afterEach(() => vi.unstubAllEnvs());

const onSample = (folder: string, ...flags: string[]): string[] => {
  return ["--dataset-path", SAMPLE, "--max", "2", "--out", join(folder, "r.jsonl"), ...flags];
};

describe("exit codes", () => {
  it("1: a run that had begun lacks an answer, and keeps the records before it", async () => {
    const folder = temporaryFolder();
    const [first = ""] = readFileSync(
      writeAnswers(join(folder, "all.jsonl"), SAMPLE, () => true),
      "utf8",
    ).split("\n");
    const { task_id, completion } = JSON.parse(first);
    writeFileSync(join(folder, "one.jsonl"), JSON.stringify({ task_id, completions: [completion] }));
    const run = await runHere(
      onSample(folder, "--model", `scripted:${join(folder, "one.jsonl")}`, "--quiet", "--concurrency", "1"),
    );
    expect(run).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/has no completions for SamplePython\/1/),
    });
    expect(readFileSync(join(folder, "r.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(1);
  });

  it("2: a model that its maker has retired; no other answers in its place", async () => {
    vi.stubEnv("ANTHROPIC_API_KEY", "sk-test");
    vi.stubEnv("ANTHROPIC_BASE_URL", "");
    const folder = temporaryFolder();
    for (const model of ["claude-3-haiku", "anthropic:claude-3-haiku-20240307"]) {
      const run = await runHere(onSample(folder, "--model", model, "--quiet"));
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toMatch(
        /^error: claude-3-haiku\S* has been retired by its maker\n {2}its successor is --model anthropic:claude-haiku-4-5\n$/,
      );
    }
    expect(existsSync(join(folder, "r.jsonl"))).toBe(false);
  });

  it("2: --output names no file any more where candidates are judged", async () => {
    const folder = temporaryFolder();
    const run = await runHere(onSample(folder, "--output", "r.json"));
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toBe(
      'error: --output (the old name of --limit-output KiB) must be a whole number of at least 1, not "r.json"\n' +
        "  --out names the file that is written\n",
    );
  });
});

describe("json and quiet", () => {
  it("feedback --json prints a line for each solution, and nothing else", async () => {
    const run = await runHere(["feedback", "--problem-id", "0", "--json", "--quiet"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ problem_id: 0, model_key: "model_solution", passed: 6, total: 10 }),
    ]);
  });

  it("doctor --json prints one object with every finding", async () => {
    const run = await runHere(["doctor", "--json", "--dataset-path", "/none.jsonl"]);
    const { holds, findings } = JSON.parse(run.stdout) as { holds: boolean; findings: { what: string; ok: boolean }[] };
    expect([run.code, run.stderr, holds]).toEqual([1, "", false]);
    expect(findings.filter(({ ok }) => !ok).map(({ what }) => what)).toEqual(["data"]);
  });

  it("verify takes the file as --input, too, and is silent with --quiet", async () => {
    const path = "test/fixtures/v0.1/scripted.jsonl";
    const quiet = await runHere(["verify", "--input", path, "--dataset-path", SAMPLE, "--json", "--quiet"]);
    expect(quiet).toMatchObject({ code: 0, stderr: "" });
    const verbose = await runHere(["verify", path, "--dataset-path", SAMPLE, "--json", "--verbose"]);
    expect(verbose.stderr).toMatch(/^SamplePython\/0: passed$/m);
    expect(verbose.stdout).toBe(quiet.stdout);
    expect((await runHere(["verify", path, "--input", path])).code).toBe(2);
  });
});
