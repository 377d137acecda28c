import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRun } from "../../src/evaluation/runs_compare.ts";
import { timelessRecords } from "../support/answers.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT } from "../support/program.ts";

const FILES = join(ROOT, "test", "fixtures", "v0.1");
const SAMPLE = "dataset/sample_python.jsonl";

/** What version 0.1 was told, and what it found. */
const RUNS = {
  copy: {
    flags: ["--max", "3", "--model", "builtin:copy"],
    verdicts: ["wrong_answer", "wrong_answer", "wrong_answer"],
  },
  scripted: {
    flags: "--max 5 --model scripted:test/fixtures/v0.1/answers.jsonl --iters 2 --timeout 3 --context docs+tests".split(
      " ",
    ),
    verdicts: ["passed", "passed", "wrong_answer", "passed", "passed"],
  },
  search: {
    flags: ["--task-id", "SamplePython/3,SamplePython/7,SamplePython/9", "--model", "search", "--search-budget", "40"],
    verdicts: ["passed", "passed", "wrong_answer"],
  },
} as const;

/** The text of a fixture's last run but for its last record, beside its run file: as an interrupted run leaves it. */
function interrupted(name: string): string {
  const out = join(temporaryFolder(), `${name}.jsonl`);
  const lines = readFileSync(join(FILES, `${name}.jsonl`), "utf8")
    .trimEnd()
    .split("\n");
  writeFileSync(
    out,
    lines
      .slice(0, -1)
      .map((line) => `${line}\n`)
      .join(""),
  );
  cpSync(join(FILES, `${name}.jsonl.run.json`), `${out}.run.json`);
  return out;
}

/**
 * How an answer was decoded depends on what the same process had read before it; the first version named no rule of
 * extraction, nor why a sample ended.
 */
const APART = new Set(["decoding", "extraction_rule", "stopped_by"]);

function comparable(path: string): unknown {
  return JSON.parse(JSON.stringify(timelessRecords(path)), (key, value) => (APART.has(key) ? undefined : value));
}

describe.each(Object.entries(RUNS))("a %s run of version 0.1", (name, { flags, verdicts }) => {
  const path = join(FILES, `${name}.jsonl`);

  it("is read", async () => {
    const { records, run } = await readRun(path);
    expect(records.map((it) => it.verdict)).toEqual(verdicts);
    expect(new Set(records.map((it) => it.config_hash))).toEqual(new Set([run?.config_hash]));
    const raw = timelessRecords(path);
    expect(JSON.parse(JSON.stringify(records))).toMatchObject(raw);
  });

  it("is verified without a difference", async () => {
    const { code, stdout } = await runHere(["verify", path, "--dataset-path", SAMPLE, "--json"]);
    expect(code).toBe(0);
    const { holds, checks } = JSON.parse(stdout) as { holds: boolean; checks: { check: string; result: string }[] };
    expect(holds).toBe(true);
    expect(checks.filter(({ result }) => result !== "ok")).toEqual([]);
  });

  it("is resumed under the same config_hash", async () => {
    const out = interrupted(name);
    const args = ["--dataset-path", SAMPLE, ...flags, "--out", out, "--resume", "--quiet", "--json"];
    expect(await runHere(args)).toMatchObject({ code: 0, stderr: "" });
    expect(comparable(out)).toEqual(comparable(path));
  });
});

describe("a repair of solutions by version 0.1", () => {
  it("is resumed under the same config_hash, and asks nothing again", async () => {
    const folder = temporaryFolder();
    for (const name of ["improved.json", "improved.jsonl", "improved.jsonl.run.json"])
      cpSync(join(FILES, name), join(folder, name));
    const out = join(folder, "improved.json");
    const flags =
      "--problem-ids 0,1,6 --model scripted:test/fixtures/v0.1/solution_answers.jsonl --model-key model_solution --timeout 5";
    const args = ["repair", "--solution-file", "dataset/sample_solutions.json", ...flags.split(" ")];
    expect(await runHere([...args, "--output-file", out, "--resume", "--json"])).toMatchObject({ code: 0 });
    for (const name of ["improved.json", "improved.jsonl"])
      expect(readFileSync(join(folder, name), "utf8")).toBe(readFileSync(join(FILES, name), "utf8"));
  });
});
