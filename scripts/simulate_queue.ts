/**
 * A run over a queue in virtual time, up to 1,000 workers: jobs go round between coordinator, Redis and workers, the
 * first two of which do one thing at a time. Says where which of them is full. The service times that it begins with are
 * those of scripts/bench_queue.ts with eight workers, as docs/many_machines.md has them. Prints a table.
 *
 *   npx tsx scripts/simulate_queue.ts [--coordinator-ms N] [--redis-ms N] [--worker-ms N] [--judge-ms N] [--idle-ms N]
 */
import { amount } from "../src/cli/flags/kinds.ts";
import { simulate } from "./queue_bench/simulation.ts";
import { script } from "./support/script.ts";

const ms = { kind: amount, takes: "MS" } as const;
const values = script({
  about: "A run over a queue in virtual time, up to 1,000 workers: where coordinator and Redis are full.",
  flags: {
    "coordinator-ms": { ...ms, default: "0.8", help: "processor time of the coordinator for a job" },
    "redis-ms": { ...ms, default: "0.7", help: "processor time of Redis for a job" },
    "worker-ms": { ...ms, default: "1.6", help: "what a worker spends on a job beside judging it" },
    "judge-ms": { ...ms, default: "11.5", help: "what a worker takes for a job, in the middle (it varies)" },
    "idle-ms": { ...ms, default: "0.5", help: "processor time of Redis a second for each worker, work or not" },
    "network-ms": { ...ms, default: "0.5", help: "from machine to machine" },
  },
});

const WORKERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000];
const times = {
  ...{ coordinator: values["coordinator-ms"], redis: values["redis-ms"], worker: values["worker-ms"] },
  ...{ judge: values["judge-ms"], idle: values["idle-ms"], network: values["network-ms"] },
};
const rows = WORKERS.map((workers) => ({ workers, ...simulate(workers, times) }));
const share = (value: number): string => `${(100 * value).toFixed(0)} %`;
process.stdout.write(
  [
    "| workers | jobs a second | of the most they could | coordinator busy | Redis busy |",
    "|---|---|---|---|---|",
    ...rows.map(({ workers, perSecond, coordinator, redis }) => {
      const most = (1000 * workers) / times.judge;
      return `| ${workers} | ${perSecond.toFixed(0)} | ${share(perSecond / most)} | ${share(coordinator)} | ${share(redis)} |`;
    }),
    "",
  ].join("\n"),
);
