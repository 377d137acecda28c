/** Data of the user's own: what its numbers are called, and that they are not taken for those of other data. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rowsOf, SAMPLE, writeAnswers } from "../support/answers.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";

/** Two data sets with the ids of HumanEvalFix: the same ids, other tasks; and a run of each. */
async function twoRuns() {
  const folder = temporaryFolder();
  const make = async (name: string, from: number) => {
    const [path, answers, out] = ["tasks", "answers", "run"].map((it) => join(folder, `${name}_${it}.jsonl`)) as [
      string,
      string,
      string,
    ];
    const rows = rowsOf(SAMPLE).slice(from, from + 2);
    writeFileSync(path, rows.map((row, at) => `${JSON.stringify({ ...row, task_id: `Python/${at}` })}\n`).join(""));
    writeAnswers(answers, path, () => true);
    const command = ["--model", `replay:${answers}`, "--out", out, "--quiet", "--dataset-path"];
    return { path, answers, out, command, run: await runHere([...command, path]) };
  };
  return { folder, mine: await make("mine", 0), other: await make("other", 2) };
}

describe("own data", () => {
  it("is called by its file's name, and replayed answers are not called greedy", async () => {
    const { mine } = await twoRuns();
    expect(JSON.parse(mine.run.stdout)).toMatchObject({ label: "mine_tasks-docs, replay, n=1, attempts=1", passed: 2 });
  });

  it("is not resumed, rescored, compared or shown as other data with the same ids", async () => {
    const { mine, other, folder } = await twoRuns();
    const resumed = await runHere([...mine.command, other.path, "--resume"]);
    expect(resumed).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("was made from other data") });
    const rescored = await runHere(["rescore", "--input", mine.out, "--dataset-path", other.path]);
    expect(rescored).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("its hash is another") });
    const compared = await runHere(["compare", "--original-file", mine.out, "--improved-file", other.out]);
    expect(compared).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("other data") });
    const page = ["report", "--out", join(folder, "page.html"), "--input", mine.out];
    const together = await runHere([...page, "--input", other.out]);
    expect(together).toMatchObject({ code: 2, stderr: expect.stringContaining("both have a task Python/0") });
    const wrong = await runHere([...page, "--dataset-path", other.path]);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("its hash is another") });
    expect((await runHere([...page, "--dataset-path", mine.path])).code).toBe(0);
  });

  it("that answers are replayed on, and were not given to, is named", async () => {
    const { mine, other, folder } = await twoRuns();
    const command = ["--dataset-path", other.path, "--out", join(folder, "new.jsonl"), "--quiet"];
    const run = await runHere([...command, "--model", `replay:${mine.out}`]);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining(`answers other data (`) });
    expect((await runHere([...command, "--overwrite", "--model", `replay:${other.out}`])).stderr).toBe("");
  });

  it("is not taken for HumanEvalFix where the run file is gone", async () => {
    const { mine } = await twoRuns();
    rmSync(`${mine.out}.run.json`);
    const rescored = await runHere(["rescore", "--input", mine.out]);
    expect(rescored).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--dataset-path") });
    const resumed = await runHere([...mine.command, mine.path, "--resume"]);
    expect(resumed).toMatchObject({ code: 2, stderr: expect.stringContaining("no run file beside it") });
  });

  it("of another language than --language names is refused; of several, only that one is used", async () => {
    const { mine, folder } = await twoRuns();
    const command = [...mine.command, mine.path, "--overwrite", "--language"];
    const none = await runHere([...command, "go"]);
    expect(none).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/has no task in go[\s\S]*written in python/),
    });
    expect(JSON.parse((await runHere([...command, "python"])).stdout)).toMatchObject({ tasks: 2 });
    const mixed = join(folder, "mixed.jsonl");
    const [row] = rowsOf(SAMPLE);
    const foreign = `${JSON.stringify({ ...row, task_id: "x", language: "rust" })}\n`;
    writeFileSync(mixed, readFileSync(mine.path, "utf8") + foreign);
    const run = await runHere([...mine.command, mixed, "--overwrite", "--language", "python"]);
    expect(JSON.parse(run.stdout)).toMatchObject({ tasks: 2, passed: 2 });
  });
});
