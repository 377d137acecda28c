import { execFileSync, type StdioOptions, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { openCommandSandbox } from "../../src/sandbox/command.ts";
import { limitsFromFlags } from "../../src/sandbox/limits.ts";
import { thisMachine } from "../../src/sandbox/process.ts";
import { removeFolder } from "../../src/sandbox/remove_folder.ts";
import { runName } from "../../src/sandbox/run_name.ts";

const { bubblewrap = "", root } = thisMachine();
const skip = bubblewrap === "" && process.env.CI !== "true";
const project = mkdtempSync(join(tmpdir(), "project-"));
writeFileSync(join(project, "a.txt"), "a\n");
const limits = limitsFromFlags({ timeout: 10, memory: 2048, openFiles: 256, disk: 32 });
const sandbox = openCommandSandbox({ bubblewrap, concurrency: 1 });

/** Runs a Python program as a project's own command; what it leaves at `report` is collected. */
const run = (program: string) =>
  sandbox.run(
    {
      kind: "command",
      ...{ argv: ["python3", "-c", program], project, files: ["a.txt"], collect: ["report"] },
      env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
    },
    limits,
  );
/** What every user of the machine can read of all processes. */
function commandLines(): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`, "utf8")] : [];
    } catch {
      return [];
    }
  });
}

const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith(`${runName()}command`));

afterAll(() => removeFolder(project));

describe.skipIf(skip)(
  `commands that are hostile${skip ? " (skipped: no bubblewrap)" : ""}`,
  { timeout: 60_000 },
  () => {
    it.each([
      ["a pipe", "import os; os.mkfifo('report')"],
      ["a link to a pipe", "import os; os.mkfifo('pipe'); os.symlink('pipe', 'report')"],
      ["a link that leads out", "import os; os.symlink('/etc/passwd', 'report')"],
      ["a link to itself", "import os; os.symlink('report', 'report')"],
      ["a folder", "import os; os.mkdir('report')"],
      ["too much", "open('report', 'w').write('x' * (2 << 20))"],
    ])("collects nothing from %s", async (_, program) => {
      expect(await run(program)).toMatchObject({ exitCode: 0, collected: {} });
      expect(left()).toEqual([]);
    });

    it("keep what is passed in to themselves: it stands on no command line", async () => {
      const secret = "passed-in-8f14e45f";
      const program = "import os, time; print(os.environ['TOLD'], flush=True); time.sleep(1)";
      const command = { argv: ["python3", "-c", program], project, files: ["a.txt"] };
      const env = { PATH: "/usr/local/bin:/usr/bin:/bin", TOLD: secret };
      const running = sandbox.run({ kind: "command", ...command, env }, limits);
      const seen: string[] = [];
      let looks = 0;
      let over = false;
      const done = running.finally(() => {
        over = true;
      });
      while (!over) {
        const lines = commandLines();
        looks += lines.some((line) => line.includes("bwrap") && line.includes("time.sleep(1)")) ? 1 : 0;
        seen.push(...lines.filter((line) => line.includes(secret)));
        await sleep(5);
      }
      expect(await done).toMatchObject({ exitCode: 0, stdout: `${secret}\n` });
      expect(looks).toBeGreaterThan(0);
      expect(seen).toEqual([]);
    });

    it("are cleared away whatever names they leave", async () => {
      const program = String.raw`import os; os.mkdir(b'\xff'); open(b'\xff/\xfe', 'w'); open(b'f\xff', 'w'); os.mkdir('a\n')`;
      expect(await run(program)).toMatchObject({ exitCode: 0 });
      expect(left()).toEqual([]);
    });

    it("have ended, children and all, before their files are looked at", async () => {
      const program = `
import os, time
for _ in range(40):
    if os.fork() == 0:
        os.setsid()
        for fd in range(10):
            try:
                os.close(fd)
            except OSError:
                pass
        mine = "mine%d" % os.getpid()
        while True:
            try:
                os.close(os.open(mine, os.O_CREAT | os.O_WRONLY))
                os.rename(mine, "report")
                os.mkfifo(mine)
                os.rename(mine, "report")
            except OSError:
                pass
time.sleep(0.5)
`;
      for (let times = 0; times < 5; times++) {
        expect(await run(program)).toMatchObject({ exitCode: 0, limit: null });
        expect(left()).toEqual([]);
      }
    });

    it.each([".", "/tmp", "/home/sandbox", "/dev/shm"])("cannot fill %s, on disk or in memory", async (folder) => {
      const program = `
import time
for number in range(100):
    with open("${folder}/%d" % number, "wb") as file:
        file.write(b"x" * (8 << 20))
    time.sleep(0.02)
`;
      expect(await run(program)).toMatchObject({ exitCode: null, limit: "output" });
      expect(left()).toEqual([]);
    });

    it("cannot fill the disk with files that they have removed and hold open", async () => {
      const program = `
import os, time
held = []
for number in range(100):
    held.append(open("removed", "wb", 0))
    os.unlink("removed")
    held[-1].write(b"x" * (8 << 20))
    time.sleep(0.02)
`;
      expect(await run(program)).toMatchObject({ exitCode: null, limit: "output" });
    });

    it("end with a signal that came while their copy was made", async () => {
      const files = Array.from({ length: 2000 }, (_, index) => (index === 0 ? "a.txt" : `missing${index}`));
      const job = { kind: "command", argv: ["sleep", "9"], project, files } as const;
      const given = new AbortController();
      setImmediate(() => given.abort(new Error("given up")));
      const outcome = sandbox.run(job, { ...limits, timeoutSec: 60 }, given.signal);
      const first = await Promise.race([outcome.catch(String), sleep(6000, "it went on", { ref: false })]);
      expect(first).toBe("Error: given up");
    });

    it("end at whatever moment they are given up, on a busy machine, too", { timeout: 120_000 }, async () => {
      const many = openCommandSandbox({ bubblewrap, concurrency: 8 });
      const job = { kind: "command", argv: ["/bin/sleep", "60"], project, files: [] } as const;
      const giveUp = async (afterMs: number): Promise<unknown> => {
        const given = new AbortController();
        const outcome = many.run(job, { ...limits, timeoutSec: 60 }, given.signal).catch(String);
        setTimeout(() => given.abort(new Error("given up")), afterMs);
        return Promise.race([outcome, sleep(30_000, `went on, given up after ${afterMs} ms`, { ref: false })]);
      };
      const workers = Array.from({ length: 8 }, async (_, worker) => {
        const outcomes: unknown[] = [];
        const times = process.env.CI === "true" ? 60 : 10;
        for (let at = 0; at < times; at++) outcomes.push(await giveUp((7 * at + 3 * worker) % 45));
        return outcomes;
      });
      expect(new Set((await Promise.all(workers)).flat())).toEqual(new Set(["Error: given up"]));
    });

    it.each(["/", "/dev", "/usr", "/etc"])("write nothing into %s", async (folder) => {
      const { exitCode, stderr } = await run(`open("${folder}/left", "w")`);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/Read-only file system|Permission denied|No such file/);
    });

    it("hold no descriptor of ours, nor one that this program was started with", () => {
      const from = openSync(project, "r");
      const source = (name: string): string => JSON.stringify(join(process.cwd(), `src/sandbox/${name}.ts`));
      const script = `
      import { openCommandSandbox } from ${source("command")};
      import { DEFAULT_LIMITS } from ${source("limits")};
      const sandbox = openCommandSandbox({ bubblewrap: ${JSON.stringify(bubblewrap)}, concurrency: 1 });
      const argv = ["/bin/sh", "-c", "cat /proc/self/fd/40/a.txt; readlink /proc/self/fd/* | grep -v -e pipe: -e socket:"];
      const job = { kind: "command", argv, project: ${JSON.stringify(project)}, files: [] };
      process.stdout.write((await sandbox.run(job, DEFAULT_LIMITS)).stdout);
    `;
      const stdio: StdioOptions = ["ignore", "pipe", "inherit", ...new Array<"ignore">(37).fill("ignore"), from];
      const args = ["--import", "tsx", "--input-type=module", "-e", script];
      const { stdout } = spawnSync(process.execPath, args, { stdio, encoding: "utf8" });
      closeSync(from);
      expect(new Set(stdout.trim().split("\n"))).toEqual(new Set(["/dev/null"]));
    });

    it.skipIf(!root)("open no door to other users: what they make belongs to this program's user", async () => {
      const program =
        "import os, shutil, time; shutil.copy('/bin/sh', 'sh'); os.chmod('sh', 0o4755); os.chmod('.', 0o777)";
      const running = run(`${program}; print(flush=True); time.sleep(2)`);
      const seen = async (): Promise<string> => {
        for (let times = 0; times < 300; times++, await sleep(10)) {
          const found = left().flatMap((name) => [join(tmpdir(), name, "sh"), join(tmpdir(), name, "project", "sh")]);
          const path = found.find((it) => existsSync(it));
          if (path !== undefined) return path;
        }
        throw new Error("the program was not made");
      };
      const path = await seen();
      await sleep(200);
      const asNobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "sh", "-c", `${path} -p -c 'id -u'`];
      expect(() => execFileSync("setpriv", asNobody, { stdio: "pipe" })).toThrow(/Permission denied/);
      await running;
    });
  },
);
