import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { acquireLock } from "../../src/evaluation/lock.ts";
import { temporaryFolder } from "../support/folder.ts";

const holder = (changes: object): string =>
  JSON.stringify({ pid: process.pid, started: "1", host: hostname(), token: "t", ...changes });

describe("acquireLock", () => {
  it("refuses a second holder until the first lets go", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    const lock = await acquireLock(path);
    await expect(acquireLock(path)).rejects.toThrow(`being written by another run (process ${process.pid})`);
    await lock.release();
    await (await acquireLock(path)).release();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it("gives the lock to exactly one of many who find a dead process's lock", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    const dead = spawn("true");
    await once(dead, "exit");
    writeFileSync(`${path}.lock`, holder({ pid: dead.pid }));
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(path)));
    expect(tries.filter((it) => it.status === "fulfilled")).toHaveLength(1);
  });

  it("takes over from a process whose number has been given to another", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    writeFileSync(`${path}.lock`, holder({ started: "a time before this process started" }));
    await (await acquireLock(path)).release();
  });

  it("does not judge processes of another machine", async () => {
    const path = join(temporaryFolder(), "r.jsonl");
    writeFileSync(`${path}.lock`, holder({ host: "elsewhere", pid: 1 }));
    await expect(acquireLock(path)).rejects.toThrow("process 1 on elsewhere");
  });

  it("says in one line that the folder cannot be written", async () => {
    await expect(acquireLock("/proc/none/r.jsonl")).rejects.toThrow(/cannot be written \(E/);
  });
});
