import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { harnessOf } from "../../src/languages/index.ts";
import { channelsProgram, MOST_MARKS, SHOWN, tryChannels } from "../../src/sandbox/channels.ts";
import { openSandbox, type SandboxOptions } from "../../src/sandbox/index.ts";
import { backends } from "./backends.ts";

const PROGRAM = channelsProgram(harnessOf().attacks);
/** Others on this machine may run these tests, too. */
const MARK = randomInt(1, MOST_MARKS);
const ROUNDS = 16;

/** The channels through which the reader learned the writer's bits. */
async function learned(options: SandboxOptions, together: boolean): Promise<string[]> {
  await using sandbox = await openSandbox({ ...options, concurrency: together ? 2 : 1 });
  const channels = await tryChannels(sandbox, { program: PROGRAM, together, mark: MARK });
  expect(channels.length).toBeGreaterThan(35);
  return channels.filter((it) => it.learned).map(({ name }) => name);
}

afterEach(() => {
  for (const folder of ["/tmp", "/var/tmp", "/dev/shm"]) rmSync(`${folder}/code-repair-mark-${MARK}`, { force: true });
  // What System V's calls made stays until somebody removes it; most keys have nothing.
  const keys = Array.from({ length: ROUNDS }, (_, round) => String(64 * MARK + round));
  if (process.platform === "linux")
    spawnSync(
      "ipcrm",
      keys.flatMap((key) => ["-M", key, "-S", key, "-Q", key]),
    );
});

describe.each(backends())("no mark of one job is read by another: $name", ({ name, options, missing }) => {
  const allowed = /^(uid\+)?landlock/.test(name) ? SHOWN : [];
  it.skipIf(missing !== undefined).each([
    ["one after the other", false],
    ["at the same time", true],
  ] as const)("%s", { timeout: 120_000 }, async (_, together) => {
    expect((await learned(options, together)).filter((it) => !allowed.includes(it))).toEqual([]);
  });
});

describe("would notice", () => {
  const bare = { kind: "process", tier: "unsafe:rlimits", allowUnsafe: true } as const;
  it("marks that outlive their writer", { timeout: 60_000 }, async () => {
    const found = await learned(bare, false);
    expect(found).toEqual(expect.arrayContaining(["file in /tmp", "shared memory", "semaphores", "messages"]));
  });

  it("marks of a writer that is still there", { timeout: 120_000 }, async () => {
    let found: string[] = [];
    // On a busy machine a pair may miss each other.
    for (let tries = 0; tries < 4 && !found.includes("flock on the library"); tries++)
      found = await learned(bare, true);
    expect(found).toContain("flock on the library");
  });
});
