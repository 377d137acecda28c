import { spawnSync } from "node:child_process";
import { readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runName } from "../../src/sandbox/run_name.ts";
import { Slots } from "../../src/sandbox/slots.ts";
import { isGivenUser, takeUsers } from "../../src/sandbox/users.ts";

const LINUX = process.platform === "linux";

describe("users of a slot", () => {
  it("are no other slot's, and none that a person has", async () => {
    const taken = await Promise.all(Array.from({ length: 40 }, takeUsers));
    const all = taken.flatMap(({ uids: [first, count] }) => Array.from({ length: count }, (_, n) => first + n));
    expect(new Set(all).size).toBe(all.length);
    expect(all.every(isGivenUser)).toBe(true);
    expect([0, 1000, 65534].some(isGivenUser)).toBe(false);
    for (const { release } of taken) release();
  });

  it.skipIf(!LINUX)("are held against other programs until they are given back", async () => {
    const { uids, release } = await takeUsers();
    const other = `
      const server = require("node:net").createServer();
      server.on("error", ({ code }) => console.log(code));
      server.listen(${JSON.stringify(`\0code-repair-users-${uids[0]}`)}, () => { console.log("free"); server.close(); });`;
    const asked = (): string => spawnSync(process.execPath, ["-e", other], { encoding: "utf8" }).stdout.trim();
    expect(asked()).toBe("EADDRINUSE");
    release();
    expect(asked()).toBe("free");
  });

  it.skipIf(!LINUX)("are given back where the rest of the slot cannot be made", async () => {
    const slots = await Slots.open(() => {});
    const before = openSockets();
    const inTheWay = join(tmpdir(), `${runName()}0`);
    writeFileSync(inTheWay, "");
    await expect(slots.make({ work: true, foreign: false })).rejects.toThrow(/EEXIST/);
    rmSync(inTheWay);
    await expect.poll(openSockets).toBe(before);
  });
});

function openSockets(): number {
  const isSocket = (fd: string): boolean => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith("socket:");
    } catch {
      return false; // that of this look itself
    }
  };
  return readdirSync("/proc/self/fd").filter(isSocket).length;
}
