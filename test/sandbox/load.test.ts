import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { CheckJob, Limits, Verdict } from "../../src/core/index.ts";
import { harnessOf } from "../../src/languages/index.ts";
import { loadAttacks } from "../../src/sandbox/attack_suite.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { descendants, Surroundings } from "../../src/sandbox/surroundings.ts";
import { SAMPLE, writeAnswers } from "../support/answers.ts";
import { DOCKER_MISSING, ourContainers } from "../support/docker.ts";
import { temporaryFolder } from "../support/folder.ts";
import { alive, family, leftovers } from "../support/leftovers.ts";
import { startProgram } from "../support/program.ts";

const LONG = process.env.CI === "true";
const JOBS = LONG ? 1000 : 60;
const KILLS = LONG ? 20 : 2;

interface Expected {
  readonly name: string;
  readonly job: CheckJob;
  readonly limits: Limits;
  readonly expect: readonly Verdict[];
}

const SQUARES = "def check(solve):\n    assert solve(3) == 9\n    assert solve(4) == 16\n\ncheck(solve)\n";
const plain = (name: string, candidate: string, verdict: Verdict): Expected => ({
  name,
  job: { kind: "check", candidate, tests: SQUARES, helpers: "", entryPoint: "solve", imports: "octopack" },
  limits: DEFAULT_LIMITS,
  expect: [verdict],
});

const ORDINARY = [
  plain("good", "def solve(x):\n    return x * x\n", "passed"),
  plain("wrong", "def solve(x):\n    return x + x\n", "wrong_answer"),
  plain("crash", "def solve(x):\n    return [][x]\n", "runtime_error"),
];

/** Those that end soon: the others would spend the test's time waiting for their own end. */
function hostile(surroundings: Surroundings): Expected[] {
  const attacks = loadAttacks(fileURLToPath(harnessOf().attacks));
  const quick = attacks.filter(({ only, expect: verdicts }) => only === undefined && !verdicts.includes("timeout"));
  return quick.map(({ name, code, tests, limits, expect: verdicts }) => {
    const candidate = surroundings.filledIn(code);
    const job = { kind: "check", candidate, tests, helpers: "", entryPoint: "solve", imports: "none" } as const;
    return { name, job, limits, expect: verdicts };
  });
}

describe.each(["process", "docker"] as const)("the %s isolation under load", (kind) => {
  const missing = kind === "docker" ? DOCKER_MISSING : undefined;
  describe.skipIf(missing !== undefined)(missing ?? `${JOBS} mixed jobs, all cores`, () => {
    it("every verdict is right, and nothing is left behind", { timeout: 900_000 }, async () => {
      await using surroundings = await Surroundings.open();
      const attacks = hostile(surroundings);
      const wrong: string[] = [];
      {
        await using sandbox = await openSandbox({ kind });
        // Good, wrong, crash, hostile, and over again: each hostile one has honest neighbours.
        const jobs = Array.from({ length: JOBS }, (_, n) =>
          n % 4 < 3 ? ORDINARY[n % 4] : attacks[(n >> 2) % attacks.length],
        );
        const one = async ({ name, job, limits, expect: verdicts }: Expected): Promise<void> => {
          const { verdict } = await sandbox.run(job, limits);
          if (!verdicts.includes(verdict)) wrong.push(`${name}: ${verdict}`);
        };
        await Promise.all((jobs as Expected[]).map(one));
      }
      expect(wrong).toEqual([]);
      expect(await surroundings.violations()).toEqual([]);
      expect([...leftovers(), ...descendants()]).toEqual([]);
      if (kind === "docker") expect(ourContainers()).toEqual([]);
    });
  });
});

describe("the process backend", () => {
  it(`ends with its program: ${KILLS} × kill -9 in the middle of a run`, { timeout: 300_000 }, async () => {
    const folder = temporaryFolder();
    // Bugs that never end keep the sandbox at work whenever the kill comes.
    const answers = writeAnswers(join(folder, "a.jsonl"), SAMPLE, (index) => index % 2 === 0);
    const args = ["--model", `replay:${answers}`, "--dataset-path", SAMPLE, "--quiet", "--overwrite"];
    const made: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const run = startProgram([...args, "--out", join(folder, "r.jsonl")]);
      const members = (): string[] => family(run.child.pid as number);
      // tsx, esbuild, node, and then a relay and a zygote.
      for (let tries = 0; tries < 1000 && !members().some(isHarness); tries++) await sleep(10);
      await sleep(500 * Math.random());
      const all = members();
      expect(all.filter(isHarness).length).toBeGreaterThan(0);
      made.push(...all.map((member) => Number.parseInt(member, 10)));
      process.kill(-(run.child.pid as number), "SIGKILL");
      await run.finished;
      for (let tries = 0; tries < 200 && alive(all).length > 0; tries++) await sleep(10);
      expect(alive(all)).toEqual([]);
    }
    // Groups and folders of the dead runs are removed by the next start, and its own by itself.
    await (await openSandbox({ kind: "process", concurrency: 1 }))[Symbol.asyncDispose]();
    expect(leftovers(made)).toEqual([]);
  });
});

/** A harness is a Python whose command line carries the boot program. */
function isHarness(member: string): boolean {
  try {
    return readFileSync(`/proc/${Number.parseInt(member, 10)}/cmdline`, "utf8").includes("the harness's own files");
  } catch {
    return false; // it has just ended
  }
}
