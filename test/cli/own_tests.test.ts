import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import type { SampleRecord } from "../../src/core/index.ts";
import { rowsOf, SAMPLE } from "../support/answers.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";
import { completion, json, startServer } from "../support/http_server.ts";
import { readLines } from "../support/solution_files.ts";

const ROWS = rowsOf(SAMPLE);

it("--own-tests asks for them, keeps them in the record, counts their tokens, verifies and answers again", async () => {
  const folder = temporaryFolder();
  const [out, again] = [join(folder, "r.jsonl"), join(folder, "again.jsonl")];
  vi.stubEnv("OPENAI_API_KEY", "k");
  await using server = await startServer((response, { body }) => {
    const asked: string = body.messages.at(-1).content;
    const row = ROWS.find(({ buggy_solution }) => asked.includes(buggy_solution.trim()));
    const name = /function `(\w+)`/.exec(asked)?.[1];
    const text = row ? `${row.declaration}${row.canonical_solution}` : `assert ${name}() == 0\n`;
    json(response, completion(`\`\`\`python\n${text}\`\`\``));
  });
  const base = ["--guide", "examples", "--own-tests", "2", "--dataset-path", SAMPLE, "--max", "2", "--quiet"];
  const run = await runHere([...base, "--model", "openai:m", "--base-url", `${server.url}/v1`, "--out", out]);
  vi.unstubAllEnvs();
  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({
    ...{ tokens: { prompt: 44, completion: 28 }, label: expect.stringContaining("2 tests of its own") },
  });
  const told = (path: string) =>
    (readLines(path) as SampleRecord[]).map(({ own_tests: own, candidates, attempts }) => [
      ...[own?.tests, own?.completion, candidates?.map((it) => it.own_tests), attempts[0]?.verdict],
    ]);
  expect(told(out).map(([tests, , own, verdict]) => [tests?.length, own, verdict])).toEqual(
    Array(2).fill([1, [{ passed: 0, total: 1 }], "passed"]),
  );
  const verified = await runHere(["verify", "--input", out, "--dataset-path", SAMPLE]);
  expect(verified).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/failed|skipped/) });
  expect((await runHere([...base, "--model", `replay:${out}`, "--out", again])).code).toBe(0);
  expect(told(again)).toEqual(told(out));
});

it("--own-tests is refused without the examples as a guide, and where nobody writes any", async () => {
  const script = join(temporaryFolder(), "s.jsonl");
  writeFileSync(script, JSON.stringify({ task_id: "*", completions: ["pass"] }));
  const refused = (...flags: string[]) =>
    runHere([...flags, "--own-tests", "2", "--dataset-path", SAMPLE, "--max", "1", "--out", `${script}.out`]);
  const said = { code: 2, stderr: expect.stringContaining("--own-tests needs --guide examples, and a model") };
  expect(await refused("--model", `scripted:${script}`)).toMatchObject(said);
  expect(await refused("--model", "search", "--guide", "examples")).toMatchObject(said);
});
