/** `--preset` from the command line to the record, the label, verification and comparison. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rowsOf, SAMPLE } from "../support/answers.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";

const ROWS = rowsOf(SAMPLE).slice(0, 2);

/** Answers as a base model writes them: the body, and then something else. */
function bodies(folder: string): string {
  const file = join(folder, "bodies.jsonl");
  const lines = ROWS.map(({ task_id, canonical_solution }) =>
    JSON.stringify({ task_id, completions: [`\n${canonical_solution}\nprint("more")\n`] }),
  );
  writeFileSync(file, lines.join("\n"));
  return file;
}

function evaluate(folder: string, out: string, ...more: string[]) {
  const model = `scripted:${bodies(folder)}`;
  return runHere([
    ...["--model", model, "--dataset-path", SAMPLE, "--max", "2", "--out", join(folder, out), "--quiet"],
    ...more,
  ]);
}

describe("--preset octopack-fixdocs", () => {
  it("decides prompt, extraction and sampling, says so, and verifies; other presets are no fair pair", async () => {
    const folder = temporaryFolder();
    const ended = await evaluate(folder, "p.jsonl", "--preset", "octopack-fixdocs", "--samples", "1");
    expect(ended).toMatchObject({ code: 0 });
    const summary = JSON.parse(ended.stdout);
    expect(summary.label).toMatch(/-docs, preset octopack-fixdocs, scripted, n=1 of 20, /);
    expect(summary.passed).toBe(2);
    const [record] = readFileSync(join(folder, "p.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(record.attempts[0].prompt).toHaveLength(1);
    expect(record.candidate).not.toContain("more");
    const verified = await runHere(["verify", join(folder, "p.jsonl"), "--quiet"]);
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.stdout).toContain('"check":"prompts are those of this version","result":"ok"');

    expect(await evaluate(folder, "own.jsonl")).toMatchObject({ code: 0 });
    const pair = ["--original-file", join(folder, "own.jsonl"), "--improved-file", join(folder, "p.jsonl")];
    const refused = await runHere(["compare", ...pair]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toMatch(/no fair pair: preset none and octopack-fixdocs \([0-9a-f]{16}\)/);
    expect(await runHere(["compare", ...pair, "--force", "--json"])).toMatchObject({ code: 0 });
  });

  it.each([
    [["--temperature", "0"], "--preset octopack-fixdocs decides --temperature"],
    [["--context=tests"], "--preset octopack-fixdocs decides --context"],
    [["--model", "openai:x"], "shows a text to go on with, which openai:x cannot be asked for"],
  ])("is refused beside %j", async (words, said) => {
    const { code, stderr } = await runHere(["--preset", "octopack-fixdocs", ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});
