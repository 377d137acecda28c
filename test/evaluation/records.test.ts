import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { RecordWriter, readRecords, recordKey, rewriteRecords } from "../../src/evaluation/records.ts";
import { writeAtomically } from "../../src/lib/files.ts";
import { temporaryFolder } from "../support/folder.ts";
import { makeAttempt, makeRecord } from "../support/records.ts";

const line = (changes = {}): string => `${JSON.stringify(makeRecord(changes))}\n`;
const nothing = async (): Promise<void> => {};

describe("under sudo", () => {
  it.skipIf(process.getuid?.() !== 0)("results belong to the user who called", async () => {
    const before = { ...process.env };
    Object.assign(process.env, { SUDO_UID: "65534", SUDO_GID: "65534" });
    onTestFinished(() => {
      process.env = before;
    });
    const path = join(temporaryFolder(), "new", "r.jsonl");
    await using writer = await RecordWriter.open(path, nothing);
    await writer.append(makeRecord());
    expect([statSync(path).uid, statSync(join(path, "..")).uid]).toEqual([65534, 65534]);
  });
});

describe("what cannot be written", () => {
  it.skipIf(!existsSync("/dev/full"))("is said in one line, with what to do about it", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    symlinkSync("/dev/full", path);
    await using writer = await RecordWriter.open(path, nothing);
    await expect(writer.append(makeRecord())).rejects.toMatchObject({
      message: `${path} cannot be written (ENOSPC)`,
      hint: expect.stringMatching(/make room/),
    });
  });

  it("leaves no draft behind", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "r.json"));
    await expect(writeAtomically(join(folder, "r.json"), "{}")).rejects.toThrow(/r\.json cannot be written \(E/);
    expect(readdirSync(folder)).toEqual(["r.json"]);
  });
});

describe("readRecords", () => {
  it("reads what the writer wrote", async () => {
    const path = join(temporaryFolder(), "deep", "results.jsonl");
    const records = [makeRecord(), makeRecord({ task_id: "Python/1", stdout: "ünï\u2028code\n" })];
    {
      await using writer = await RecordWriter.open(path, nothing);
      for (const record of records) await writer.append(record);
    }
    expect(await readRecords(path)).toMatchObject({ records, torn: false, replaced: 0 });
  });

  it.each([1, 20, 200])("drops a last line that was torn after %i characters", async (length) => {
    const path = join(temporaryFolder(), "r.jsonl");
    writeFileSync(path, line() + line({ task_id: "Python/1" }).slice(0, length));
    const { records, torn } = await readRecords(path);
    expect(records.map((record) => record.task_id)).toEqual(["Python/0"]);
    expect(torn).toBe(true);
  });

  it("keeps a last line that lacks only its line end, and says that it must be mended", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    writeFileSync(path, line() + line({ task_id: "Python/1" }).trimEnd());
    expect(await readRecords(path)).toMatchObject({ records: [{}, { task_id: "Python/1" }], torn: true });
  });

  it("lets the last line of a key win", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    writeFileSync(path, line({ stdout: "old" }) + line({ task_id: "Python/1" }) + line({ stdout: "new" }));
    const { records, replaced } = await readRecords(path);
    expect(records.map((it) => [it.task_id, it.stdout])).toEqual([
      ["Python/1", ""],
      ["Python/0", "new"],
    ]);
    expect(replaced).toBe(1);
  });

  it("names file, line and field of a line that is no record", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    writeFileSync(path, `${line()}{"schema_version": 1, "task_id": 3}\n`);
    await expect(readRecords(path)).rejects.toThrow(`${path}, line 2: task_id:`);
    writeFileSync(path, line({ attempts: [makeAttempt()] }).replace(/"attempts":\[.*\]/, '"attempts":[]'));
    await expect(readRecords(path)).rejects.toThrow(`${path}, line 1: attempts:`);
    writeFileSync(path, `${line()}{"schema\n${line()}`);
    await expect(readRecords(path)).rejects.toThrow(`${path}, line 2: not JSON`);
    await expect(readRecords(join(path, "x"))).rejects.toThrow("no such file");
  });

  it("does not know how an answer ended that does not say so", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    const { finish_reason: _, ...silent } = makeRecord();
    writeFileSync(path, `${JSON.stringify(silent)}\n`);
    expect((await readRecords(path)).records[0]?.finish_reason).toBe("unknown");
  });

  it("ignores fields of a newer version and keeps them when it rewrites", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    const newer = JSON.stringify({ ...makeRecord(), schema_version: 9, novelty: [1] });
    writeFileSync(path, `${line({ task_id: "Python/1" })}${newer}\n`);
    const file = await readRecords(path);
    expect(file.records[1]).not.toHaveProperty("novelty");
    await rewriteRecords(path, file, [recordKey({ task_id: "Python/0", sample: 0 })]);
    expect(readFileSync(path, "utf8").split("\n")[0]).toBe(newer);
  });

  it("reads records of the Python original, whose keys are flat", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    const original = {
      ...{
        task_id: "Python/3",
        passed: false,
        exit_code: 1,
        stdout: "",
        runtime_sec: 3.5,
        completion: "x",
        model: "q",
      },
      stderr: "Traceback …\nAssertionError\n",
      timings_sec: { t_propose_sec: 3, t_execute_sec: 0.5, t_reflect_sec: 0 },
      token_usage: { propose_prompt_tokens: 7, propose_completion_tokens: 2 },
      iters: 0,
    };
    appendFileSync(path, `${JSON.stringify(original)}\n`);
    const { records } = await readRecords(path);
    expect(records[0]).toMatchObject({
      ...{ task_id: "Python/3", sample: 0, verdict: "wrong_answer", schema_version: 0 },
      timings_sec: { propose: 3, execute: 0.5, reflect: 0 },
      token_usage: { propose: { prompt_tokens: 7, completion_tokens: 2 } },
      attempts: [{ completion: "x", verdict: "wrong_answer" }],
    });
  });
});
