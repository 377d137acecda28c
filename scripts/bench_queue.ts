/**
 * Judging over a queue: jobs a second by workers, and what a job costs more than in a sandbox of this machine, on the
 * clock and in processor time of coordinator, worker and Redis. Needs Debian's redis-server. Prints a table, and the
 * figures that scripts/simulate_queue.ts takes.
 *
 *   npx tsx scripts/bench_queue.ts [--dataset-path FILE] [--rounds N]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { text, whole } from "../src/cli/flags/kinds.ts";
import { loadTasks } from "../src/datasets/index.ts";
import { openCoordinator, parseQueue } from "../src/distributed/index.ts";
import { DEFAULT_LANGUAGE } from "../src/languages/index.ts";
import { PACKAGE_ROOT, shippedData } from "../src/lib/paths.ts";
import { openSandbox } from "../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../src/sandbox/limits.ts";
import { withSearch } from "../src/search/model.ts";
import { startRedis } from "../test/support/redis.ts";
import { CORES, checkJobs, cpuMs, timed } from "./queue_bench/measures.ts";
import { script } from "./support/script.ts";

const values = script({
  about: "Judging over a queue: jobs a second by workers, and what a job costs more than here. Needs redis-server.",
  flags: {
    "dataset-path": { kind: text, takes: "FILE", otherwise: "the sample tasks", help: "whose known fixes are judged" },
    rounds: { kind: whole(1), takes: "N", default: "10", help: "times that all are judged, in each row" },
  },
});
const WORKERS = [1, 2, 4, 8];
const IDLE_SEC = 4;
const PRETENDS = join("queue_bench", "pretend_worker.ts");
type Kind = "pretend" | "judge";

const path = values["dataset-path"] ?? shippedData("sample_python.jsonl");
const { tasks } = await loadTasks({ path, report: () => {} });
const jobs = checkJobs(tasks, values.rounds);
const perJob = (ms: number): number => ms / jobs.length;
const folder = await mkdtemp(join(tmpdir(), "bench-queue-"));
const started: ChildProcess[] = [];
try {
  const local = await measureHere();
  await using redis = await startRedis(folder);
  for (const kind of ["pretend", "judge"] as const) {
    const rows: Row[] = [];
    for (const workers of WORKERS) rows.push(await measureQueue(redis, workers, kind));
    print(kind === "judge" ? local : { ms: 0, cpu: 0 }, rows, kind);
  }
  process.stdout.write(`--judge-ms ${local.ms.toFixed(2)}\n`);
} finally {
  for (const child of started) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
}

/** One at a time, as one worker does. */
async function measureHere() {
  await using sandbox = await openSandbox({ kind: "process", concurrency: 1 });
  await timed(jobs.slice(0, tasks.length), 1, (job) => sandbox.run(job, DEFAULT_LIMITS));
  const before = process.cpuUsage();
  const ms = await timed(jobs, 1, (job) => sandbox.run(job, DEFAULT_LIMITS));
  return { ms: perJob(ms), cpu: perJob(usedSince(before)) };
}

async function measureQueue(redis: Awaited<ReturnType<typeof startRedis>>, workers: number, kind: Kind) {
  redis.cli("flushall");
  const children = Array.from({ length: workers }, () => startWorker(redis.url, kind));
  await using coordinator = await openCoordinator({
    ...{ address: parseQueue(redis.url, {}), run: `bench-${kind}-${workers}`, fresh: true, name: "search" },
    own: withSearch({ kind: "search", text: "search", turn: "alone" }, undefined, [DEFAULT_LANGUAGE]),
    notice: {
      mixed: false,
      model: { sampling: { temperature: 0, topP: 1, maxNewTokens: 1, stop: [] } },
      judge: { limits: DEFAULT_LIMITS, imports: "octopack", languages: ["python"] },
    },
    ...{ say: () => {}, stop: new AbortController().signal },
  });
  while ((await coordinator.workers()).length < workers) await sleep(100);
  const judge = (job: (typeof jobs)[number]) => coordinator.sandbox.run(job, DEFAULT_LIMITS);
  const again = jobs.map((job) => ({ ...job, candidate: `${job.candidate}# ${workers}\n` }));
  await timed(again.slice(0, tasks.length), workers, (job) => judge({ ...job, candidate: `${job.candidate}# warm\n` }));
  const idle = redisCpu(redis);
  await sleep(1000 * IDLE_SEC);
  const before = { own: process.cpuUsage(), redis: redisCpu(redis), workers: sum(children) };
  const ms = await timed(again, 4 * workers, judge);
  const used = {
    own: usedSince(before.own),
    redis: redisCpu(redis) - before.redis,
    workers: sum(children) - before.workers,
  };
  // Nothing waits behind it: the whole way there and back.
  const alone = jobs.slice(0, 2 * tasks.length).map((job) => ({ ...job, candidate: `${job.candidate}# alone\n` }));
  const oneByOne = (await timed(alone, 1, judge)) / alone.length;
  for (const child of children) child.kill("SIGKILL");
  return {
    ...{ workers, ms: perJob(ms), oneByOne },
    ...{ coordinator: perJob(used.own), redis: perJob(used.redis), worker: perJob(used.workers) },
    idle: (before.redis - idle) / IDLE_SEC / workers,
  };
}

function startWorker(url: string, kind: Kind): ChildProcess {
  const judging = [join(PACKAGE_ROOT, "run.ts"), "worker", "--queue", url, "--do", "judge", "--exec-concurrency", "1"];
  const pretending = [process.execPath, "--import", "tsx", join(import.meta.dirname, PRETENDS), url];
  const [program = "", ...args] = kind === "judge" ? judging : pretending;
  const child = spawn(program, args, { cwd: PACKAGE_ROOT, stdio: "ignore" });
  started.push(child);
  return child;
}

function sum(children: readonly ChildProcess[]): number {
  return children.reduce((total, { pid = 0 }) => total + cpuMs(pid), 0);
}

function usedSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Milliseconds of processor time that Redis has used. */
function redisCpu({ cli }: { cli(...args: string[]): string }): number {
  const found = [...cli("info", "cpu").matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)];
  return found.reduce((total, [, seconds]) => total + 1000 * Number(seconds), 0);
}

type Local = Awaited<ReturnType<typeof measureHere>>;
type Row = Awaited<ReturnType<typeof measureQueue>>;

function print(local: Local, rows: readonly Row[], kind: Kind): void {
  const cell = (value: number): string => value.toFixed(2);
  const lines = rows.map((row) => {
    const share = kind === "judge" ? (local.ms / row.ms).toFixed(2) : "";
    const all = row.coordinator + row.redis + row.worker - local.cpu;
    const figures = [row.oneByOne - local.ms, row.coordinator, row.worker - local.cpu, row.redis, all, row.idle];
    return `| ${[row.workers, (1000 / row.ms).toFixed(0), share, ...figures.map(cell)].join(" | ")} |`;
  });
  const what = kind === "judge" ? `judged; here, one at a time: ${cell(local.ms)} ms a job` : "given verdicts at once";
  const head = ["workers", "jobs a second", "× here", "ms more, one by one", "coordinator's CPU ms"];
  const more = ["worker's more", "Redis's", "all", "Redis's CPU ms a second and idle worker"];
  process.stdout.write(
    [
      `${jobs.length} jobs ${what}; ${CORES} cores (${cpus()[0]?.model.trim()})`,
      "",
      `| ${[...head, ...more].join(" | ")} |`,
      `|${"---|".repeat(head.length + more.length)}`,
      ...lines,
      "\n",
    ].join("\n"),
  );
}
