import { expect, it } from "vitest";
import type { RunFile, SampleRecord } from "../../src/core/index.ts";
import { JUDGE_VERSION } from "../../src/evaluation/config.ts";
import { checkVerdicts } from "../../src/evaluation/verify.ts";

const record = (verdict: string) =>
  ({ task_id: "Python/1", sample: 0, schema_version: 1, verdict, attempts: [{ verdict }] }) as unknown as SampleRecord;
const run = (judge?: number) => ({ config: { judge } }) as unknown as RunFile;
const OLD = run();
const NEW = run(JUDGE_VERSION);

it.each([
  ["what an earlier judge could not compare", OLD, "unsupported_type", "passed", "ok"],
  ["what an earlier judge took for its plain value", OLD, "passed", "unsupported_type", "ok"],
  ["another verdict of an earlier judge", OLD, "passed", "wrong_answer", "failed"],
  ["what this judge could not compare", NEW, "unsupported_type", "passed", "failed"],
  ["what this judge passed", NEW, "passed", "unsupported_type", "failed"],
] as const)("%s: %#", (_what, file, before, after, result) => {
  const same = { before: record("passed"), after: record("passed") };
  expect(checkVerdicts([same, { before: record(before), after: record(after) }], file).result).toBe(result);
});
