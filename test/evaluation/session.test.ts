import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunConfig } from "../../src/evaluation/config.ts";
import { configDifferences, configHash } from "../../src/evaluation/config.ts";
import { writeRunFile } from "../../src/evaluation/run_file.ts";
import { openSession, type SessionOptions } from "../../src/evaluation/session.ts";
import { temporaryFolder } from "../support/folder.ts";
import { makeRecord } from "../support/records.ts";
import { makeTasks } from "../support/tasks.ts";

const jobs = makeTasks(4).map((task) => ({ task, sample: 0 }));
const config = { context: "docs", iters: 0, sampling: { temperature: 0 } } as unknown as RunConfig;
const line = (changes = {}): string => `${JSON.stringify(makeRecord(changes))}\n`;

function options(changes: Partial<SessionOptions> = {}): SessionOptions {
  const out = join(temporaryFolder(), "r.jsonl");
  return { out, mode: "resume", force: false, config, configHash: "abc", datasetSha256: "d", ...changes };
}

const saveRun = (out: string, changes: object): Promise<void> =>
  writeRunFile(out, {
    ...{
      schema_version: 1,
      label: "",
      config_hash: "abc",
      config: { ...config },
      sessions: [],
      versions: {},
      check_up: null,
    },
    dataset: { name: "n", path: "old.jsonl", sha256: "d", total: 4 },
    sandbox: { kind: "process", tier: "", python: "", details: {} },
    ...changes,
  });

describe("openSession", () => {
  it("resumes after a torn line: what is recorded is not done again, the file ends in task order", async () => {
    const opts = options();
    await saveRun(opts.out, {});
    writeFileSync(opts.out, line({ task_id: "Python/1" }) + line({ task_id: "Python/0" }) + line().slice(0, 40));
    await using session = await openSession(jobs, opts);
    expect(session.todo.map((job) => job.task.task_id)).toEqual(["Python/2", "Python/3"]);
    for (const { task } of session.todo) await session.write(makeRecord({ task_id: task.task_id }));
    expect((await session.finish()).map((it) => it.task_id).sort()).toEqual(jobs.map((job) => job.task.task_id));
    const order = readFileSync(opts.out, "utf8")
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text).task_id);
    expect(order).toEqual(["Python/0", "Python/1", "Python/2", "Python/3"]);
  });

  it("judges again what ended in sandbox_error, and replaces its record", async () => {
    const opts = options();
    await saveRun(opts.out, {});
    writeFileSync(opts.out, line({ verdict: "sandbox_error" }) + line({ task_id: "Python/1" }));
    await using session = await openSession(jobs.slice(0, 2), opts);
    expect(session.todo.map((job) => job.task.task_id)).toEqual(["Python/0"]);
    expect(session.rejudge.map((record) => record.task_id)).toEqual(["Python/0"]);
    await session.write(makeRecord());
    expect((await session.finish()).map((it) => it.verdict).sort()).toEqual(["passed", "passed"]);
    expect(readFileSync(opts.out, "utf8").trimEnd().split("\n")).toHaveLength(2);
  });

  it("refuses an existing file unless told, and a file of another run's lock", async () => {
    const opts = options({ mode: "new" });
    writeFileSync(opts.out, line());
    await expect(openSession(jobs, opts)).rejects.toThrow("exists already");
    expect(existsSync(`${opts.out}.lock`)).toBe(false);
    await using session = await openSession(jobs, { ...opts, mode: "overwrite" });
    expect(session.todo).toHaveLength(4);
    await expect(openSession(jobs, { ...opts, mode: "resume" })).rejects.toThrow("being written by another run");
  });

  it("refuses other data and other settings by name, unless forced", async () => {
    const opts = options();
    writeFileSync(opts.out, line());
    await saveRun(opts.out, {});
    await expect(openSession(jobs, { ...opts, datasetSha256: "e" })).rejects.toThrow("other data (old.jsonl)");
    const other = { ...config, sampling: { temperature: 0.5 } } as unknown as RunConfig;
    const changed = { ...opts, config: other, configHash: "xyz" };
    await expect(openSession(jobs, changed)).rejects.toThrow("other settings: sampling.temperature: 0 → 0.5");
    await using session = await openSession(jobs, { ...changed, force: true });
    expect(session.done).toBe(1);
  });

  it("refuses records of other settings although the run file is that of these", async () => {
    const opts = options({ configHash: "xyz" });
    await saveRun(opts.out, { config_hash: "xyz" });
    appendFileSync(opts.out, line());
    await expect(openSession(jobs, opts)).rejects.toThrow("the record of Python/0 was made with other settings");
  });

  it("refuses records that nothing says the data of, unless forced; a file without records is no matter", async () => {
    const opts = options();
    writeFileSync(opts.out, line());
    await expect(openSession(jobs, opts)).rejects.toThrow("nothing says which data it was made from");
    await using forced = await openSession(jobs, { ...opts, force: true });
    expect(forced.done).toBe(1);
    const empty = options();
    writeFileSync(empty.out, "");
    await using session = await openSession(jobs, empty);
    expect(session.todo).toHaveLength(4);
  });
});

describe("configHash", () => {
  it("does not depend on the order of keys, and on every value", () => {
    const swapped = { sampling: { temperature: 0 }, iters: 0, context: "docs" } as unknown as RunConfig;
    expect(configHash(swapped)).toBe(configHash(config));
    expect(configHash({ ...config, iters: 1 })).not.toBe(configHash(config));
    expect(configDifferences(config, { ...config, iters: 1 })).toEqual(["iters: 0 → 1"]);
  });
});
