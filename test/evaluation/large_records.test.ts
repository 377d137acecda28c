import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { mergeParts, readPart } from "../../src/evaluation/merge.ts";
import { copied, readRecords, recordKey, rewriteRecords } from "../../src/evaluation/records.ts";
import { sealOf } from "../../src/evaluation/seal.ts";
import { sha256OfFile, writeAtomically } from "../../src/lib/files.ts";
import { readAnswerFile } from "../../src/models/answer_file.ts";
import { temporaryFolder } from "../support/folder.ts";
import { makeRecord } from "../support/records.ts";

/** Longer than the longest string, which is 512 MB. */
const RECORDS = 70;
const OUTPUT_BYTES = 8 * 2 ** 20;

async function writeLarge(path: string): Promise<void> {
  const stdout = "x".repeat(OUTPUT_BYTES);
  const file: FileHandle = await open(path, "w");
  for (let index = 0; index < RECORDS; index++) {
    await file.appendFile(`${JSON.stringify(makeRecord({ task_id: `Python/${index}`, stdout }))}\n`);
  }
  expect((await file.stat()).size).toBeGreaterThan(2 ** 29);
  await file.close();
}

describe.skipIf(process.env.CI !== "true")("a results file above 512 MB", () => {
  it("is read, put in order, sealed, merged and replayed", { timeout: 300_000 }, async () => {
    const folder = temporaryFolder();
    const path = join(folder, "large.jsonl");
    await writeLarge(path);
    const before = await sha256OfFile(path);
    const file = await readRecords(path);
    expect(file.records).toHaveLength(RECORDS);
    expect(file.records.every(({ stdout }) => stdout.length === OUTPUT_BYTES)).toBe(true);
    const last = recordKey({ task_id: `Python/${RECORDS - 1}`, sample: 0 });
    await rewriteRecords(path, file, [last]);
    expect(await sealOf(path)).toMatchObject({ records: RECORDS, sha256: expect.not.stringMatching(before) });
    const merged = mergeParts([await readPart(path)]);
    await writeAtomically(join(folder, "merged.jsonl"), copied(merged.lines));
    expect(await sha256OfFile(join(folder, "merged.jsonl"))).toBe(await sha256OfFile(path));
    const answers = await readAnswerFile(path, z.object({ task_id: z.string() }));
    expect(answers.lines.map(({ value }) => value.task_id)[0]).toBe(`Python/${RECORDS - 1}`);
  });
});
