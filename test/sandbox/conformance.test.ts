import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/core/index.ts";
import { harnessOf } from "../../src/languages/index.ts";
import { loadAttacks, runAttack } from "../../src/sandbox/attack_suite.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { descendants, Surroundings } from "../../src/sandbox/surroundings.ts";
import { backends } from "./backends.ts";
import { CASES, PROGRAMS } from "./cases.ts";
import { EXECUTABLES, SCRIPTS, SHELL } from "./executable_cases.ts";

const ATTACKS = loadAttacks(fileURLToPath(harnessOf().attacks));
const MACHINE = { x64: "x86_64", arm64: "aarch64" }[process.arch as string];
const AN_HONEST_ONE =
  "import math, os\nleft = os.listdir('.')\ndef solve(x):\n    return int(math.sqrt(x ** 4)) if not left else left\n";

describe.each(backends())("$name", ({ options, missing }) => {
  describe.skipIf(missing !== undefined)(missing ?? "holds", () => {
    let sandbox: Sandbox;
    let surroundings: Surroundings;
    beforeAll(async () => {
      sandbox = await openSandbox({
        concurrency: 1,
        executables: [{ name: "awk", hint: "apt-get install mawk" }],
        ...options,
      });
      surroundings = await Surroundings.open();
    });
    afterAll(async () => {
      await sandbox?.[Symbol.asyncDispose]();
      await surroundings?.[Symbol.asyncDispose]();
    });

    describe("judges", () => {
      it.each(CASES)("$what", async ({ candidate, tests, helpers = "", expect: wanted, limits }) => {
        const job = { kind: "check", candidate, tests, helpers, entryPoint: "f", imports: "octopack" } as const;
        expect(await sandbox.run(job, { ...DEFAULT_LIMITS, ...limits })).toMatchObject(wanted);
      });
    });

    it("gives the same hashes and the same chance every time", async () => {
      const candidate = "import random\nprint(hash('text'), {'a', 'b', 'c'}, random.random())\n";
      const job = { kind: "check", candidate, tests: "", helpers: "", entryPoint: "f", imports: "none" } as const;
      const [first, second] = [await sandbox.run(job, DEFAULT_LIMITS), await sandbox.run(job, DEFAULT_LIMITS)];
      expect(first.stdout).toMatch(/^-?\d+ \{.*\} 0\.\d+\n$/);
      expect(second.stdout).toBe(first.stdout);
    });

    describe("runs programs", () => {
      it.each(PROGRAMS)("$what", async ({ program, stdins, expect: wanted, limits }) => {
        const job = { kind: "stdio", program, stdins, imports: "octopack" } as const;
        const { cases } = await sandbox.run(job, { ...DEFAULT_LIMITS, ...limits });
        expect(cases).toMatchObject(wanted);
      });
    });

    describe("runs one named executable", () => {
      it.each(EXECUTABLES)("$what", async ({ args, stdin = "", files = {}, limits, expect: wanted }) => {
        const job = { kind: "executable", argv: ["awk", ...args], stdin, files } as const;
        expect(await sandbox.run(job, { ...DEFAULT_LIMITS, ...limits })).toMatchObject(wanted);
      });

      it("and no candidate gets to run it", async () => {
        const candidate = `import os\ndef f(path):\n    try:\n        os.execv(path, ["awk", "BEGIN{print 1}"])\n    except OSError as error:\n        return error.errno\n`;
        const tests = `for path in ("/usr/bin/awk", "/usr/bin/mawk", "/usr/bin/gawk", "/bin/busybox"):\n    assert f(path) in (1, 2, 13), path\n`;
        const job = { kind: "check", candidate, tests, helpers: "", entryPoint: "f", imports: "none" } as const;
        expect(await sandbox.run(job, DEFAULT_LIMITS)).toMatchObject({ verdict: "passed" });
      });
    });

    describe("runs one that may start others", () => {
      const uncounted = options.tier === "landlock+seccomp";
      const open = () => openSandbox({ concurrency: 1, executables: [SHELL], ...options });

      it.runIf(uncounted)("not where its processes cannot be counted", async () => {
        await expect(open()).rejects.toThrow(/the processes that sh starts cannot be counted/);
      });

      describe.skipIf(uncounted)(uncounted ? "is refused" : "and", () => {
        let shells: Sandbox;
        beforeAll(async () => {
          shells = await open();
        });
        afterAll(async () => await shells?.[Symbol.asyncDispose]());

        it.each(SCRIPTS)("$what", async ({ script, stdin = "", limits, expect: wanted }) => {
          const job = { kind: "executable", argv: ["sh", "-c", script], stdin, files: {} } as const;
          expect(await shells.run(job, { ...DEFAULT_LIMITS, ...limits })).toMatchObject(wanted);
          const honest = { ...job, argv: ["sh", "-c", "awk 'BEGIN { print 1 }'"] } as const;
          expect(await shells.run(honest, DEFAULT_LIMITS)).toMatchObject({ exitCode: 0, stdout: "1\n" });
        });

        it("a candidate beside it may start nothing", async () => {
          const candidate = `import os\ndef f(x):\n    try:\n        return os.fork()\n    except OSError as error:\n        return error.errno\n`;
          const job = { kind: "check", candidate, tests: "assert f(1) in (1, 11), f(1)", helpers: "" } as const;
          const run = await shells.run({ ...job, entryPoint: "f", imports: "none" }, DEFAULT_LIMITS);
          expect(run).toMatchObject({ verdict: "passed" });
        });
      });
    });

    describe("withstands", () => {
      it.each(ATTACKS.filter(({ only }) => only === undefined || only === MACHINE))("$name", async (attack) => {
        const result = await runAttack(attack, sandbox, surroundings);
        expect(result.violations, JSON.stringify(result.execution, null, 1)).toEqual([]);
        const honest = {
          ...attack,
          code: AN_HONEST_ONE,
          limits: DEFAULT_LIMITS,
          tests: SQUARES,
          expect: ["passed"],
        } as const;
        expect(await runAttack(honest, sandbox, surroundings)).toMatchObject({ violations: [] });
      });

      it("and would notice tests that a candidate can find", async () => {
        for (const name of ["search_memory", "search_objects", "walk_frames"]) {
          const attack = ATTACKS.find((known) => known.name === `verdict/${name}`)!;
          const planted = { ...attack, code: `${attack.code}\nSECRET = "quicksilver-pelican"\n` };
          const { violations } = await runAttack(planted, sandbox, surroundings);
          expect(violations.join(), name).toContain("DONE");
        }
      });

      it("with no process left", async () => {
        const before = descendants().length;
        await sandbox[Symbol.asyncDispose]();
        // A container's processes are the engine's children, not this one's.
        const children = options.kind === "process";
        expect({ before: before > 1, after: descendants() }).toEqual({ before: children, after: [] });
      });
    });
  });
});

const SQUARES = ATTACKS.find(({ name }) => name === "verdict/exit_in_call")?.tests ?? "";
