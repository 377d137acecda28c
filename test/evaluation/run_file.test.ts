import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRunFile, runFilePath, writeRunFile } from "../../src/evaluation/run_file.ts";
import { temporaryFolder } from "../support/folder.ts";

const RUN = { config_hash: "abc", config: { model: "m" }, dataset: { path: "d.jsonl", sha256: "d" } };

describe("a run file", () => {
  it("of another version keeps what this one does not know, wherever it stands", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    const newer = {
      ...RUN,
      novelty: { deep: [1] },
      dataset: { ...RUN.dataset, licence: "MIT" },
      sandbox: { kind: "process", tier: "t", python: "3", colour: "red" },
      check_up: null,
    };
    writeFileSync(runFilePath(out), JSON.stringify(newer));
    const read = await readRunFile(out);
    expect(read).toMatchObject({ label: "", versions: {}, sessions: [] });
    await writeRunFile(out, { ...read!, label: "again" });
    expect(JSON.parse(readFileSync(runFilePath(out), "utf8"))).toMatchObject({ ...newer, label: "again" });
  });

  it("is one clear line where it is none, and undefined where it is not there", async () => {
    const out = join(temporaryFolder(), "r.jsonl");
    expect(await readRunFile(out)).toBeUndefined();
    for (const text of ["{", "[]", '{"config_hash": 3}']) {
      writeFileSync(runFilePath(out), text);
      await expect(readRunFile(out)).rejects.toThrow(`${out}.run.json is no run file`);
    }
  });
});
