import { describe, expect, it } from "vitest";
import { EXTRACTION_VERSION } from "../../src/agent/extraction.ts";
import type { Attempt, RunFile, SampleRecord } from "../../src/core/index.ts";
import { auditOf } from "../../src/evaluation/rejudge.ts";
import { isOfEarlierExtraction } from "../../src/evaluation/verify.ts";

const run = (extraction: number) => ({ config: { extraction } }) as unknown as RunFile;
const OLD = { candidate: "x = 1\n", extraction: "fence" } as Attempt;
const NEW = { ...OLD, extraction_rule: "entry" } as Attempt;

describe("which extraction took a candidate", () => {
  it.each([
    ["a run of the first", OLD, run(1), true],
    ["a run of the first, gone on with", NEW, run(1), false],
    ["a run of this one, without code", OLD, run(EXTRACTION_VERSION), false],
    ["no run file", OLD, undefined, false],
  ] as const)("%s", (_what, attempt, file, earlier) => {
    expect(isOfEarlierExtraction(attempt, file)).toBe(earlier);
  });

  it("is counted by the audit, sentence by sentence", () => {
    const sample = (attempts: readonly Attempt[]) => ({ verdict: "passed", passed: true, attempts }) as SampleRecord;
    const after = sample([NEW, { ...NEW, extraction_rule: "body" }, NEW, OLD, { ...OLD, candidate: null }]);
    expect(auditOf([{ before: after, after }]).rules).toEqual({ entry: 2, body: 1, other: 1, none: 1 });
  });
});
