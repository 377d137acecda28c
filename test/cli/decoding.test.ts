import { describe, expect, it } from "vitest";
import type { SampleRecord } from "../../src/core/index.ts";
import { writeModel } from "../../src/models/graph/model_files.ts";
import { randomModelFiles } from "../../src/models/graph/random_model.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram } from "../support/program.ts";
import { sharedData } from "../support/shared_data.ts";
import { readLines } from "../support/solution_files.ts";

const LONG = process.env.CI === "true";
const SAMPLE = "dataset/sample_python.jsonl";

async function run(model: string, data: string, ...flags: string[]) {
  const out = `${temporaryFolder()}/out.jsonl`;
  const settings = ["--dataset-path", data, "--iters", "1", "--max-new-tokens", "64"];
  const { code, stdout } = await runProgram([
    "--model",
    model,
    ...settings,
    "--out",
    out,
    "--json",
    "--quiet",
    ...flags,
  ]);
  expect(code).toBe(0);
  const records: SampleRecord[] = readLines(out);
  return { summary: JSON.parse(stdout), completions: records.map((it) => it.attempts.map((one) => one.completion)) };
}

/** Which attention a model has, and the tasks. */
const CASES = [
  ["plain", sharedData("humanevalpack/python.jsonl") ?? SAMPLE],
  ["grouped", SAMPLE],
] as const;

/** The quick suite compares token for token, in `test/models/decoding`. */
describe.runIf(LONG)("whole runs are byte for byte the same", { timeout: 600_000 }, () => {
  it.each(CASES)("plain, lookup, and side by side: %s attention", async (attention, data) => {
    const model = temporaryFolder();
    await writeModel(model, randomModelFiles(5, { attention }));
    const plain = await run(model, data, "--decoding", "plain");
    const lookup = await run(model, data);
    const batch = await run(model, data, "--batch", "4");
    expect(plain.completions.flat().every((text) => text !== "")).toBe(true);
    expect(lookup.completions).toEqual(plain.completions);
    expect(batch.completions).toEqual(plain.completions);
    expect([plain, lookup, batch].map((it) => it.summary.decoding.mode)).toEqual(["plain", "lookup", "lookup"]);
    expect(lookup.summary.decoding.forward_passes).toBeLessThan(plain.summary.decoding.forward_passes);
    // The same numbers, so one may resume the other.
    expect(new Set([plain, lookup, batch].map((it) => it.summary.config_hash)).size).toBe(1);
  });
});
