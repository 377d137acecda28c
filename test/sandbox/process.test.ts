import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { CheckJob, Sandbox, Tool } from "../../src/core/index.ts";
import { judge } from "../../src/judging/judge.ts";
import { InfraError, UserError } from "../../src/lib/errors.ts";
import { onPath } from "../../src/lib/on_path.ts";
import { openSandbox, type SandboxOptions } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { findGroupParent } from "../../src/sandbox/memory_group.ts";
import { runName } from "../../src/sandbox/run_name.ts";
import { descendants } from "../../src/sandbox/surroundings.ts";
import { temporaryFolder } from "../support/folder.ts";
import { backends, LONG } from "./backends.ts";
import { SHELL } from "./executable_cases.ts";

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox[Symbol.asyncDispose]()));
});

async function opened(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await openSandbox({ kind: "process", concurrency: 2, ...options });
  open.push(sandbox);
  return sandbox;
}

function check(candidate: string, tests = "assert f(3) == 9\n"): CheckJob {
  return { kind: "check", candidate, tests, helpers: "", entryPoint: "f", imports: "octopack" };
}

const RIGHT = "def f(x):\n    return x * x\n";
const SLEEPS = "import time\ndef f(x):\n    time.sleep(60)\n";
const limits = (timeoutSec: number) => ({ ...DEFAULT_LIMITS, timeoutSec, cpuSec: Math.ceil(timeoutSec) });

describe("opening", () => {
  it("tells its isolation layer, its Python and what else should be recorded", async () => {
    const { info } = await opened();
    expect(info).toMatchObject({ kind: "process", python: expect.stringMatching(/^3\.\d+\.\d+$/) });
    expect(info.tier).toContain("seccomp");
    expect(Object.keys(info.details)).toEqual(["interpreter", "landlock", "cgroup", "kernel", "arch"]);
  });

  it("opens twice in one program, each with users and folders of its own", async () => {
    const both = await Promise.all([opened(), opened()]);
    const verdicts = both.map((sandbox) => sandbox.run(check(RIGHT), DEFAULT_LIMITS));
    expect(await Promise.all(verdicts)).toMatchObject([{ verdict: "passed" }, { verdict: "passed" }]);
  });

  it("refuses an isolation layer that it does not know, and an unsafe one that was not asked for", async () => {
    await expect(opened({ tier: "paper" })).rejects.toThrow(UserError);
    await expect(opened({ tier: "unsafe:rlimits" })).rejects.toThrow(
      "There is no isolation layer called unsafe:rlimits",
    );
  });

  it("refuses an isolation layer that cannot hold a limit, and says so of one that was insisted on", async () => {
    const tier = "landlock+seccomp";
    await expect(opened({ tier })).rejects.toThrow("limits not held: disk");
    const { info } = await opened({ tier, allowUnsafe: true });
    expect(info.details).toMatchObject({ notHeld: "disk", shows: expect.stringContaining("which paths exist") });
  });

  it("takes an unsafe isolation layer from those who insist", async () => {
    const sandbox = await opened({ tier: "unsafe:rlimits", allowUnsafe: true });
    expect(sandbox.info.tier).toBe("unsafe:rlimits");
    expect(await sandbox.run(check(RIGHT), DEFAULT_LIMITS)).toMatchObject({ verdict: "passed" });
    const forks =
      "import os, time\ndef f(x):\n    if os.fork() == 0:\n        os.setsid(); time.sleep(60)\n    return 9\n";
    const before = descendants().length;
    expect(await sandbox.run(check(forks), DEFAULT_LIMITS)).toMatchObject({ verdict: "passed" });
    await eventually(() => descendants().length <= before);
  });

  it("says what to install where no isolation layer can be built", async () => {
    const tier = "seatbelt";
    await expect(opened({ tier })).rejects.toThrow(
      process.platform === "darwin" ? "" : "No isolation layer can be built",
    );
    await expect(opened({ tier })).rejects.toMatchObject({ hint: expect.stringContaining("bubblewrap") });
  });

  it("refuses jobs with numpy where it was not opened with it", async () => {
    const job = { ...check(RIGHT), imports: "octopack+numpy" } as const;
    await expect((await opened()).run(job, DEFAULT_LIMITS)).rejects.toThrow(UserError);
  });

  it("refuses executables that it was not opened for, in one line", async () => {
    const job = { kind: "executable", argv: ["awk"], stdin: "", files: {} } as const;
    await expect((await opened()).run(job, DEFAULT_LIMITS)).rejects.toThrow(/opened without awk/);
    await expect(opened({ executables: [{ name: "no-such-program", hint: "" }] })).rejects.toThrow(
      /no-such-program is not installed/,
    );
  });
});

const compiler = onPath("g++") === undefined;

describe.skipIf(compiler)(`a compiler${compiler ? " (skipped: no g++)" : ""}`, () => {
  const layers = backends().filter(
    ({ options, missing }) =>
      missing === undefined && options.kind === "process" && options.tier !== "landlock+seccomp",
  );
  it.each(layers)("is a tool that starts others, and what it makes: $name", async ({ options }) => {
    const starts = { processes: 16, programs: ["g++", "as", "ld"], own: true };
    const tool = { name: "sh", hint: "", reads: ["/usr/include"], starts };
    const sandbox = await opened({ ...options, executables: [tool] });
    // What it makes is its own user's alone.
    const program = `#include <iostream>
#include <sys/stat.h>
int main() { int x; std::cin >> x; std::cout << x * x << chmod("main", 0777) << chmod("main", 0500) << std::endl; }
`;
    const argv = ["sh", "-c", "g++ -o main main.cpp && ./main"] as const;
    const job = { kind: "executable", argv, stdin: "7\n", files: { "main.cpp": program } } as const;
    expect(await sandbox.run(job, limits(60))).toMatchObject({ exitCode: 0, stdout: "49-10\n", stderr: "" });
    const unmade = await opened({ ...options, executables: [{ ...tool, starts: { ...starts, own: false } }] });
    expect(await unmade.run(job, limits(60))).toMatchObject({ exitCode: 126, stdout: "" });
  });
});

it("finds what a tool starts wherever the PATH has it, behind its links, and says what is missing", async () => {
  const folder = temporaryFolder();
  copyFileSync(realpathSync(onPath("awk") ?? ""), join(folder, "real-awk"));
  symlinkSync("real-awk", join(folder, "linked-awk"));
  const path = process.env.PATH;
  process.env.PATH = `${folder}:${path}`;
  try {
    const tool = (program: string): Tool => ({ ...SHELL, starts: { processes: 4, programs: [program] } });
    const sandbox = await opened({ executables: [tool("linked-awk")] });
    const argv = ["sh", "-c", "linked-awk 'BEGIN { print 6 * 7 }'; echo $PATH"] as const;
    const run = await sandbox.run({ kind: "executable", argv, stdin: "", files: {} }, DEFAULT_LIMITS);
    expect(run).toMatchObject({ exitCode: 0, stdout: `42\n${folder}:/usr/local/bin:/usr/bin:/bin\n` });
    await expect(opened({ executables: [tool("no-such-part")] })).rejects.toMatchObject({
      message: "no-such-part is not installed",
      hint: SHELL.hint,
    });
  } finally {
    process.env.PATH = path;
  }
});

describe("running", () => {
  it("confirms a time-out without CPU time once, alone; one with it counts at once", async () => {
    const sandbox = await opened();
    const started = performance.now();
    const [slept, right] = await Promise.all([
      sandbox.run(check(SLEEPS), limits(0.4)),
      sandbox.run(check(RIGHT), limits(0.4)),
    ]);
    expect([slept.verdict, right.verdict]).toEqual(["timeout", "passed"]);
    expect(performance.now() - started).toBeGreaterThan(790);
  });

  it("passes a candidate whose first run was only starved", async () => {
    const sandbox = await opened({ tier: "unsafe:rlimits", allowUnsafe: true });
    const folder = join(tmpdir(), `${runName()}starved`);
    mkdirSync(folder);
    const seen = join(folder, "seen");
    const once = `import os, time\ndef f(x):\n    if not os.path.exists(${JSON.stringify(seen)}):\n        open(${JSON.stringify(seen)}, "w").close()\n        time.sleep(60)\n    return 9\n`;
    chmodSync(folder, 0o777);
    expect(await sandbox.run(check(once), limits(0.5))).toMatchObject({ verdict: "passed" });
    expect(existsSync(seen)).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it("stops one job at a signal and leaves its neighbours alone", async () => {
    const sandbox = await opened();
    const abort = new AbortController();
    const stopped = sandbox.run(check(SLEEPS), limits(30), abort.signal);
    const neighbour = sandbox.run(check("import time\ndef f(x):\n    time.sleep(0.5)\n    return 9\n"), limits(30));
    setTimeout(() => abort.abort(new Error("enough")), 100);
    await expect(stopped).rejects.toThrow("enough");
    expect(await neighbour).toMatchObject({ verdict: "passed" });
    await expect(sandbox.run(check(RIGHT), limits(1), AbortSignal.abort(new Error("late")))).rejects.toThrow("late");
  });

  it("fails as the isolation layer, not as the candidate, when a server dies; the next job has a new one", async () => {
    const sandbox = await opened({ concurrency: 1 });
    const job = sandbox.run(check(SLEEPS), limits(30));
    const failed = expect(job).rejects.toThrow(InfraError);
    await sleep(200);
    killAll(descendants());
    await failed;
    expect(await sandbox.run(check(RIGHT), DEFAULT_LIMITS)).toMatchObject({ verdict: "passed" });
  });

  it("is tried a second time by the judge when a server dies", async () => {
    const sandbox = await opened({ concurrency: 1 });
    const task = { check: { kind: "unit_tests", tests: "assert f(3) == 9\n", helpers: "" }, entry_point: "f" } as const;
    const code = "import time\ndef f(x):\n    time.sleep(0.6)\n    return x * x\n";
    const judged = judge({ code, source: "bare" }, task, sandbox, DEFAULT_LIMITS, { imports: "octopack" });
    await sleep(200);
    killAll(descendants());
    expect(await judged).toMatchObject({ verdict: "passed" });
  });
});

describe("closing", () => {
  it("leaves no process, no folder and no group", async () => {
    const sandbox = await opened({ tier: "landlock+seccomp", allowUnsafe: true });
    await Promise.all([1, 2].map(() => sandbox.run(check(RIGHT), DEFAULT_LIMITS)));
    expect(traces(runName()).length).toBeGreaterThan(0);
    await sandbox[Symbol.asyncDispose]();
    await eventually(() => descendants().length === 0);
    expect(traces(runName())).toEqual([]);
  });

  it("ends jobs that are still running", async () => {
    const sandbox = await opened();
    const job = expect(sandbox.run(check(SLEEPS), limits(30))).rejects.toThrow(InfraError);
    await sleep(200);
    await sandbox[Symbol.asyncDispose]();
    await job;
    await eventually(() => descendants().length === 0);
  });

  const here = backends().filter(({ options, missing }) => options.kind === "process" && missing === undefined);
  it.each(here)("survives kill -9 of this program: $name", async ({ name }) => {
    const times = LONG ? Math.ceil(20 / here.length) : 1;
    for (let time = 0; time < times; time += 1) {
      const script = fileURLToPath(new URL("./fixtures/endless_run.ts", import.meta.url));
      const child = spawn(process.execPath, ["--import", "tsx", script, name], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await firstOutput(child);
      const below = descendants().filter((pid) => pid !== child.pid);
      expect(below.length).toBeGreaterThanOrEqual(4);
      child.kill("SIGKILL");
      await eventually(() => below.every((pid) => !isAlive(pid)));
    }
    await opened();
    expect(deadTraces()).toEqual([]);
  });
});

function firstOutput(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`it ended with status ${code}`)));
  });
}

/** One that is killed may take others with it. */
function killAll(pids: readonly number[]): void {
  for (const pid of pids.filter(isAlive)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      expect(error).toMatchObject({ code: "ESRCH" });
    }
  }
}

async function eventually(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 250 && !condition(); tries += 1) await sleep(20);
  expect(condition()).toBe(true);
}

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

/** Folders and groups whose name begins so. */
function traces(name: string): string[] {
  const groups = findGroupParent(runName())?.folder;
  const places = [tmpdir(), ...(groups === undefined ? [] : [groups])];
  return places.flatMap((place) => readdirSync(place).filter((entry) => entry.startsWith(name)));
}

/** Those of programs that no longer run. */
function deadTraces(): string[] {
  return traces("code-repair-").filter(
    (name) => /^code-repair-\d+-\d+-/.test(name) && !existsSync(`/proc/${name.split("-")[3]}`),
  );
}
