/**
 * Executions per second of this program's isolation layers and of what others do, side by side in one run, on the known fixes of a
 * data set. Ratios are to a fresh interpreter (the real binary) per candidate, with the same imports. Prints a table.
 *
 *   npx tsx scripts/bench_sandbox.ts [--measures] [--dataset-path FILE] [--image NAME] [--docker-runs N]
 */
import { execFile, spawn } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pLimit from "p-limit";
import { onOff, text, whole } from "../src/cli/flags/kinds.ts";
import type { CheckJob, Task } from "../src/core/index.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { PACKAGE_ROOT, shippedData } from "../src/lib/paths.ts";
import { openSandbox, type SandboxOptions } from "../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../src/sandbox/limits.ts";
import { measures } from "./sandbox_bench/measures.ts";
import { script } from "./support/script.ts";

const values = script({
  about: "Executions per second of this program's isolation layers and of what others do. Prints a table.",
  flags: {
    "dataset-path": { kind: text, takes: "FILE", otherwise: "the sample tasks", help: "whose known fixes are run" },
    image: { kind: text, takes: "NAME", help: "Docker image with a python3; without it the Docker rows are left out" },
    measures: { kind: onOff, help: "instead: what each measure of an isolation layer costs, in turns" },
    rounds: { kind: whole(1), takes: "N", default: "3", help: "turns of --measures" },
    "docker-runs": { kind: whole(1), takes: "N", default: "20", help: "runs of `docker run`" },
  },
});

const PRELUDE =
  "import math, re, sys, copy, datetime, itertools, collections, heapq, functools, hashlib, string\n" +
  "from typing import *\nfrom collections import *\n";
const LIMITS = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n";
const CORES = availableParallelism();
const run = promisify(execFile);

const { tasks } = await loadTasks({
  path: values["dataset-path"] ?? shippedData("sample_python.jsonl"),
  report: () => {},
});
const programs = tasks.map((task) => `${PRELUDE}${task.declaration}${task.canonical_solution}\n${testsOf(task)}`);
const real = (await run("/usr/bin/python3", ["-c", "import sys; print(sys.executable)"])).stdout.trim();
const onPath = (await run("sh", ["-c", "command -v python3"])).stdout.trim();

interface Row {
  readonly name: string;
  readonly workers: number;
  readonly passed: number;
  readonly jobs: number;
  readonly perSecond: number;
  readonly medianMs: number;
}
const rows: Row[] = [];

if (values.measures) {
  await printMeasures();
  process.exit(0);
}
await freshRows("fresh interpreter, real binary", real);
await isolationRows("this process backend", { kind: "process" });
if (values.image !== undefined) {
  await isolationRows("this Docker backend", { kind: "docker", docker: { image: values.image } });
  await measure("docker run per candidate", 1, programs.slice(0, values["docker-runs"]), dockerRun);
}
if (onPath !== real) await freshRows(`fresh interpreter, python3 of PATH`, onPath);
await forkRow();
print();

function testsOf({ check }: Task): string {
  return check.kind === "unit_tests" ? check.tests : "";
}

/** Runs all programs with so many at once. */
async function measure<T>(name: string, workers: number, items: readonly T[], once: (item: T) => Promise<boolean>) {
  const limit = pLimit(workers);
  const times: number[] = [];
  const started = performance.now();
  const results = await limit.map(items, async (item) => {
    const before = performance.now();
    const ok = await once(item);
    times.push(performance.now() - before);
    return ok;
  });
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const passed = results.filter(Boolean).length;
  const medianMs = times[Math.floor(times.length / 2)] ?? 0;
  rows.push({ name, workers, passed, jobs: items.length, perSecond: items.length / seconds, medianMs });
}

async function freshRows(name: string, python: string): Promise<void> {
  const once = (program: string): Promise<boolean> => exitsWell(python, ["-s", "-c", LIMITS + program]);
  for (const workers of new Set([1, CORES])) await measure(name, workers, programs, once);
}

async function isolationRows(name: string, options: SandboxOptions): Promise<void> {
  for (const workers of new Set([1, CORES])) {
    await using sandbox = await openSandbox({ ...options, concurrency: workers });
    const jobs = tasks.map(jobOf);
    // The servers start with the first jobs: that is a cost of a run, not of a candidate.
    await Promise.all(jobs.slice(0, 2 * workers).map((job) => sandbox.run(job, DEFAULT_LIMITS)));
    await measure(name, workers, jobs, async (job) => {
      return (await sandbox.run(job, DEFAULT_LIMITS)).verdict === "passed";
    });
  }
}

function jobOf(task: Task): CheckJob {
  const helpers = task.check.kind === "unit_tests" ? task.check.helpers : "";
  const candidate = task.declaration + task.canonical_solution;
  return { kind: "check", candidate, tests: testsOf(task), helpers, entryPoint: task.entry_point, imports: "octopack" };
}

function dockerRun(program: string): Promise<boolean> {
  const image = values.image ?? "";
  return exitsWell("docker", ["run", "--rm", "--network", "none", image, "python3", "-s", "-c", program]);
}

async function exitsWell(command: string, args: readonly string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}

/** All in one process of Python: there is no time per candidate to be told. */
async function forkRow(): Promise<void> {
  const started = performance.now();
  const child = spawn(real, [join(PACKAGE_ROOT, "scripts", "fork_per_candidate.py"), String(CORES)]);
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  child.stdin.end(JSON.stringify(programs));
  await new Promise((done) => child.on("close", done));
  const perSecond = programs.length / ((performance.now() - started) / 1000);
  const counts = { passed: Number(text), jobs: programs.length };
  rows.push({ name: "fork in one Python, no isolation", workers: CORES, ...counts, perSecond, medianMs: Number.NaN });
}

async function printMeasures(): Promise<void> {
  const { rounds, image } = values;
  const found = await measures({ jobs: tasks.map(jobOf), limits: DEFAULT_LIMITS, rounds, image });
  const lines = found.map(({ name, medianMs, quickMs, ratio, quickRatio, passed, jobs }) => {
    const times = `${medianMs.toFixed(1)} | ${quickMs.toFixed(1)} | ${ratio.toFixed(2)} | ${quickRatio.toFixed(2)}`;
    return `| ${name} | ${times} | ${passed} of ${jobs} |`;
  });
  const head = [
    "| way | median ms | quickest tenth | × by median | × by tenth | passed |",
    "|---|---|---|---|---|---|",
  ];
  process.stdout.write(`${cpus()[0]?.model ?? ""}, ${CORES} cores\n\n${[...head, ...lines].join("\n")}\n`);
}

function print(): void {
  const base = rows[0]?.perSecond ?? 1;
  const lines = rows.map(({ name, workers, passed, jobs, perSecond, medianMs }) => {
    const median = Number.isNaN(medianMs) ? "" : medianMs.toFixed(1);
    const times = (perSecond / base).toFixed(2);
    return `| ${name} | ${workers} | ${passed} of ${jobs} | ${perSecond.toFixed(1)} | ${median} | ${times} |`;
  });
  const head = ["| way | workers | passed | per second | median ms | × fresh, 1 worker |", "|---|---|---|---|---|---|"];
  process.stdout.write(`${[...head, ...lines].join("\n")}\n`);
}
