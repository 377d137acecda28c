import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { CheckJob } from "../../src/core/index.ts";
import { openSandbox } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { SAMPLE, timelessRecords, writeAnswers } from "../support/answers.ts";
import { DOCKER_MISSING, docker, ourContainers } from "../support/docker.ts";
import { temporaryFolder } from "../support/folder.ts";
import { family } from "../support/leftovers.ts";
import { ROOT, runProgram, startProgram } from "../support/program.ts";

const LONG = process.env.CI === "true";
const GOOD: CheckJob = {
  kind: "check",
  candidate: "def f(x):\n    return x + 1\n",
  tests: "def check(f):\n    assert f(1) == 2\n\ncheck(f)\n",
  helpers: "",
  entryPoint: "f",
  imports: "octopack",
};

function environment(changes: Record<string, string>): void {
  const before = process.env;
  process.env = { ...before, ...changes };
  onTestFinished(() => {
    process.env = before;
  });
}

describe("without an engine", () => {
  it("says in one line that none answers, and what to do", async () => {
    environment({ DOCKER_HOST: `unix://${temporaryFolder()}/docker.sock` });
    await expect(openSandbox({ kind: "docker" })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/^no Docker engine answers at unix:.*\(ENOENT\)$/),
      hint: expect.stringContaining("--sandbox process"),
    });
  });

  it("names a setting that is no number", async () => {
    environment({ SANDBOX_DOCKER_CPUS: "many" });
    await expect(openSandbox({ kind: "docker" })).rejects.toThrow(
      'SANDBOX_DOCKER_CPUS must be a number above 0, not "many"',
    );
  });
});

describe.skipIf(DOCKER_MISSING !== undefined)(
  `the Docker backend${DOCKER_MISSING ? ` (${DOCKER_MISSING})` : ""}`,
  () => {
    it("says in one line that the image is not there, and what to do", async () => {
      const missing = openSandbox({ kind: "docker", docker: { image: "no-such-image:1" } });
      await expect(missing).rejects.toMatchObject({
        message: "the Docker image no-such-image:1 is not on this machine",
        hint: expect.stringContaining("--pull"),
      });
    });

    it("is a container without network, capabilities that it does not need, or a writable root", async () => {
      await using sandbox = await openSandbox({ kind: "docker", concurrency: 1, docker: { pids: 99, cpus: 0.5 } });
      await sandbox.run(GOOD, DEFAULT_LIMITS);
      const { HostConfig: host } = JSON.parse(docker("inspect", ...ourContainers()))[0];
      expect(host).toMatchObject({
        ...{ NetworkMode: "none", ReadonlyRootfs: true, AutoRemove: true, Init: true, PidsLimit: 99, NanoCpus: 5e8 },
        ...{ CapDrop: ["ALL"], ShmSize: 1 << 20, LogConfig: { Type: "none" } },
      });
      expect(host.SecurityOpt).toContain("no-new-privileges");
      expect(host.CapAdd).not.toContain("SYS_ADMIN");
      expect(host.Memory).toBeGreaterThan(DEFAULT_LIMITS.memoryBytes);
      expect(sandbox.info.details.digest).toMatch(/sha256:/);
    });

    it("gives each job process numbers of its own, or says that it shows them", async () => {
      await using sandbox = await openSandbox({ kind: "docker", concurrency: 1 });
      const candidate = `import os, threading\nprint(os.getpid(), threading.get_native_id())\n${GOOD.candidate}`;
      const seen = new Set<string>();
      for (let job = 0; job < 5; job++) seen.add((await sandbox.run({ ...GOOD, candidate }, DEFAULT_LIMITS)).stdout);
      expect(seen.size === 1 || sandbox.info.details.shows === "process numbers").toBe(true);
    });

    it("leaves no container behind, and tells of their lives", async () => {
      const lines: string[] = [];
      {
        await using sandbox = await openSandbox({ kind: "docker", concurrency: 2, debug: (line) => lines.push(line) });
        const jobs = Array.from({ length: 8 }, () => sandbox.run(GOOD, DEFAULT_LIMITS));
        expect((await Promise.all(jobs)).map(({ verdict }) => verdict)).toEqual(Array(8).fill("passed"));
      }
      expect(ourContainers()).toEqual([]);
      expect(lines.filter((line) => line.startsWith("docker: create"))).toHaveLength(2);
      expect(lines.filter((line) => line.startsWith("docker: die"))).toHaveLength(2);
    });

    it("gives every candidate a container of its own with --docker-fresh", async () => {
      const lines: string[] = [];
      const settings = { concurrency: 1, docker: { fresh: true }, debug: (line: string) => void lines.push(line) };
      {
        await using sandbox = await openSandbox({ kind: "docker", ...settings });
        for (let job = 0; job < 3; job++) expect((await sandbox.run(GOOD, DEFAULT_LIMITS)).verdict).toBe("passed");
      }
      // The engine removes, and tells of a start, when it gets to it.
      await expect.poll(ourContainers, { timeout: 10_000 }).toEqual([]);
      const starts = (): number => lines.filter((line) => line.startsWith("docker: start")).length;
      await expect.poll(starts, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
    });

    it(`ends with its program: ${LONG ? 20 : 1} × kill -9 in the middle of a run`, { timeout: 300_000 }, async () => {
      const folder = temporaryFolder();
      const answers = writeAnswers(join(folder, "a.jsonl"), SAMPLE, () => true);
      const args = ["--model", `replay:${answers}`, "--dataset-path", SAMPLE, "--sandbox", "docker", "--quiet"];
      const made: number[] = [];
      for (let kill = 0; kill < (LONG ? 20 : 1); kill++) {
        const run = startProgram([...args, "--out", join(folder, "r.jsonl"), "--overwrite"]);
        const pids = (): number[] => family(run.child.pid as number).map((member) => Number.parseInt(member, 10));
        while (run.child.exitCode === null && ourContainers(pids()).length === 0) await sleep(20);
        await sleep(300 * Math.random());
        made.push(...pids());
        process.kill(-(run.child.pid as number), "SIGKILL");
        await run.finished;
      }
      for (let tries = 0; tries < 50 && ourContainers(made).length > 0; tries++) await sleep(100);
      // Whatever the engine did not see go, the next start removes.
      await using sandbox = await openSandbox({ kind: "docker", concurrency: 1 });
      await sandbox.run(GOOD, DEFAULT_LIMITS);
      expect(ourContainers()).toHaveLength(1);
      expect(ourContainers(made)).toEqual([]);
    });
  },
);

const canStartEngines =
  LONG || (process.getuid?.() === 0 && DOCKER_MISSING === undefined && process.env.ENGINE_TESTS === "1");

describe.skipIf(!canStartEngines)("an engine that stops in the middle of a run (long suite: CI=true)", () => {
  it("is a sandbox_error, and --resume finishes once it is back", { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const engine = await startEngine(folder);
    const env = { DOCKER_HOST: engine.host, SANDBOX_DOCKER_IMAGE: "stopped-test" };
    execFileSync(join(ROOT, "scripts", "build_test_image.sh"), ["stopped-test"], { env: { ...process.env, ...env } });
    const answers = writeAnswers(join(folder, "a.jsonl"), SAMPLE, () => true);
    const args = ["--model", `replay:${answers}`, "--dataset-path", SAMPLE, "--sandbox", "docker", "--verbose"];
    const out = join(folder, "r.jsonl");
    const reference = join(folder, "reference.jsonl");
    expect(await runProgram([...args, "--out", reference], { env })).toMatchObject({ code: 0 });

    const run = startProgram([...args, "--concurrency", "1", "--out", out], { env });
    run.child.stderr.on("data", (text: string) => {
      if (text.includes("SamplePython/3:")) engine.stop();
    });
    const broken = await run.finished;
    await engine.stop();
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(/the sandbox failed on \d+ of 36 tasks, which count as unsolved/);
    expect(readFileSync(out, "utf8")).toContain('"verdict":"sandbox_error"');
    expect(readFileSync(out, "utf8").trimEnd().split("\n")).toHaveLength(36);

    await startEngine(folder);
    expect(await runProgram([...args, "--out", out, "--resume"], { env })).toMatchObject({ code: 0 });
    expect(timelessRecords(out)).toEqual(timelessRecords(reference));
  });
});

/** An engine of the test's own, with its data in a folder. */
async function startEngine(folder: string) {
  const host = `unix://${folder}/docker.sock`;
  const files = ["data", "exec"].map((name) => join(folder, name));
  for (const path of files) mkdirSync(path, { recursive: true });
  const flags = ["--host", host, "--data-root", files[0], "--exec-root", files[1], "--pidfile", join(folder, "pid")];
  const alone = ["--iptables=false", "--ip6tables=false", "--bridge=none", "--ip-forward=false"];
  const engine = spawn("dockerd", [...(flags as string[]), "--storage-driver", "overlay2", ...alone], {
    stdio: "ignore",
  });
  const gone = new Promise<void>((done) => engine.on("exit", () => done()));
  const stop = (): Promise<void> => {
    engine.kill("SIGTERM");
    return gone;
  };
  onTestFinished(stop);
  for (let tries = 0; tries < 100; tries++) {
    try {
      execFileSync("docker", ["info"], { env: { ...process.env, DOCKER_HOST: host }, stdio: "ignore" });
      return { host, stop };
    } catch {
      await sleep(200);
    }
  }
  throw new Error("dockerd did not start");
}
