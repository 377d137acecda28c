import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { rowsOf, SAMPLE } from "../support/answers.ts";
import { runHere } from "../support/command_line.ts";
import { json, startServer } from "../support/http_server.ts";
import { runProgram } from "../support/program.ts";
import { writeSolutions } from "../support/solution_files.ts";

const ESCAPES = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\rx";
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/;
const folder = mkdtempSync(join(tmpdir(), "repair-test-"));
const at = (name: string) => join(folder, name);

/** A task, an answer, a program and their files, with escapes wherever a text stands. */
beforeAll(async () => {
  const [row] = rowsOf(SAMPLE);
  const id = `Python/${ESCAPES}0`;
  const raising = `    raise ValueError(${JSON.stringify(ESCAPES)})\n`;
  writeFileSync(at("tasks.jsonl"), `${JSON.stringify({ ...row, task_id: id, bug_type: ESCAPES })}\n`);
  const completion = `\`\`\`python\n${row?.declaration}${raising}\`\`\``;
  writeFileSync(at("answers.jsonl"), `${JSON.stringify({ task_id: id, completion })}\n`);
  const printing = `\`\`\`python\nprint(${JSON.stringify(ESCAPES)})\n\`\`\``;
  const fields = { claude_solution: printing, [`o${ESCAPES}_solution`]: printing };
  writeSolutions(at("solutions.json"), [{ name: `name${ESCAPES}`, fields }]);
  writeFileSync(
    at("script.jsonl"),
    `${JSON.stringify({ task_id: "problem/0", completions: [printing, printing, printing] })}\n`,
  );
  const run = await runHere([
    ...["--model", `replay:${at("answers.jsonl")}`, "--dataset-path", at("tasks.jsonl"), "--iters", "0"],
    ...["--out", at("out.jsonl"), "--verbose", "--debug"],
  ]);
  expect(readFileSync(at("out.jsonl"), "utf8")).toContain("u001b");
  expect(`${run.stdout}${run.stderr}`).not.toMatch(HIDDEN);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

describe("what others wrote cannot act on the terminal", { timeout: 120_000 }, () => {
  it.each<[string, () => string[]]>([
    ["verify", () => ["verify", at("out.jsonl"), "--dataset-path", at("tasks.jsonl")]],
    ["rescore", () => ["rescore", "--input", at("out.jsonl"), "--dataset-path", at("tasks.jsonl"), "--verbose"]],
    ["merge", () => ["merge", at("out.jsonl"), "--out", at("merged.jsonl"), "--overwrite"]],
    [
      "report",
      () => [
        "report",
        "--input",
        at("out.jsonl"),
        "--out",
        at(`${ESCAPES.replace("\r", "")}.html`),
        "--dataset-path",
        at("tasks.jsonl"),
      ],
    ],
    [
      "import",
      () => ["import", "--input", at("answers.jsonl"), "--out", at("in.jsonl"), "--dataset-path", at("tasks.jsonl")],
    ],
    ["hygiene", () => ["hygiene", "--solution-file", at("solutions.json"), "--log-level", "DEBUG"]],
    ["feedback", () => ["feedback", "--solution-file", at("solutions.json"), "--log-level", "DEBUG"]],
    ["compare", () => ["compare", "--original-file", at("solutions.json"), "--improved-file", at("solutions.json")]],
    [
      "repair",
      () => [
        ...[
          "repair",
          "--solution-file",
          at("solutions.json"),
          "--model-name",
          `scripted:${at("script.jsonl")}`,
          "--max-iterations",
          "2",
        ],
        ...["--overwrite", "--out", at("repaired.json"), "--log-level", "DEBUG"],
      ],
    ],
    ["a flag", () => [`--${ESCAPES}`]],
    ["a file that is not there", () => ["verify", at(`${ESCAPES}.jsonl`)]],
  ])("%s", async (name, args) => {
    for (const more of /^(report|import)$/.test(name) ? [[]] : [[], ["--json"]]) {
      const run = await runHere([...args(), ...more]);
      expect(run).toMatchObject({ code: name.startsWith("a ") ? 2 : 0 });
      expect(`${run.stdout}${run.stderr}`.length).toBeGreaterThan(0);
      expect(`${run.stdout}${run.stderr}`).not.toMatch(HIDDEN);
    }
  });

  it("fix", async () => {
    writeFileSync(at("odd.py"), `def one():\n    return "${ESCAPES.replace("\r", "")}"\n`);
    writeFileSync(at("checks.py"), `from odd import one\n\nassert one() == "1"\n`);
    const { stdout, stderr } = await runProgram(["fix", "odd.py", "--tests", "checks.py", "--search-budget", "20"], {
      cwd: folder,
    });
    expect(`${stdout}${stderr}`).toContain("one");
    expect(`${stdout}${stderr}`).not.toMatch(HIDDEN);
  });
});

describe("a server that echoes the key it refuses", () => {
  const KEY = "sk-very-secret-0123456789";
  it.each([401, 400, 500])("with %s, shows it nowhere", { timeout: 60_000 }, async (status) => {
    vi.stubEnv("OPENAI_API_KEY", KEY);
    await using server = await startServer((response) => {
      response.setHeader("retry-after-ms", "1");
      json(response, { error: { message: `bad key ${KEY} ${ESCAPES}` } }, status);
    });
    const out = at(`echo_${status}.jsonl`);
    const run = await runHere([
      ...["--model", "openai:m", "--base-url", `${server.url}/v1`, "--dataset-path", SAMPLE, "--max", "1"],
      ...["--out", out, "--debug"],
    ]);
    expect(run.code).toBe(1);
    expect(`${run.stdout}${run.stderr}`).not.toContain(KEY);
    expect(`${run.stdout}${run.stderr}`).not.toMatch(HIDDEN);
  });
});
