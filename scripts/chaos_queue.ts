/**
 * One run over a queue while workers, coordinator, Redis and links fail, held against the file of one machine: nothing
 * lost, nothing twice, no verdict changed. Says what each kind of fault cost. Needs Debian's redis-server; as root, each
 * worker has a network namespace of its own.
 *
 *   npx tsx scripts/chaos_queue.ts [--dataset-path FILE] [--samples N] [--workers N] [--worker-kills N] …
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { number, onOff, text, whole } from "../src/cli/flags/kinds.ts";
import { UserError } from "../src/lib/errors.ts";
import { shippedData } from "../src/lib/paths.ts";
import { timeless } from "../test/support/queue_run.ts";
import { startRedis } from "../test/support/redis.ts";
import { writeReplay } from "./queue_chaos/answers.ts";
import { FAULTS, type FaultKind, scheduleOf } from "./queue_chaos/faults.ts";
import { Fleet } from "./queue_chaos/fleet.ts";
import { openLinks } from "./queue_chaos/links.ts";
import { costTable } from "./queue_chaos/losses.ts";
import { disturb } from "./queue_chaos/run.ts";
import { script } from "./support/script.ts";

const few = { kind: whole(0), takes: "N" } as const;
const long = { kind: number((it) => it >= 0, "must be a number of seconds"), takes: "SECONDS" } as const;
const values = script({
  about: "A run over a queue under faults, held against the file of one machine. Needs redis-server.",
  flags: {
    "dataset-path": { kind: text, takes: "FILE", otherwise: "the sample tasks", help: "tasks to answer" },
    samples: { kind: whole(1), takes: "N", default: "2", help: "answers to each task" },
    workers: { kind: whole(2), takes: "N", default: "8", help: "processes: a quarter answers, the others judge" },
    "worker-kills": { ...few, default: "6", help: "kill -9 of random workers, which start again" },
    "coordinator-kills": { ...few, default: "1", help: "kill -9 of the coordinator, which is resumed" },
    "redis-kills": { ...few, default: "1", help: "kill -9 of Redis, which starts again on its files" },
    flushes: { ...few, default: "1", help: "FLUSHALL" },
    stops: { ...few, default: "1", help: "SIGSTOP of a worker for longer than its lock" },
    cuts: { ...few, default: "1", help: "links of all workers cut" },
    "away-seconds": { ...long, default: "3", help: "how long Redis stays away" },
    "stop-seconds": { ...long, default: "18", help: "how long a worker stands still" },
    "cut-seconds": { ...long, default: "12", help: "how long links stay cut" },
    seed: { kind: whole(0), takes: "N", default: "1", help: "of the order of faults and the workers they meet" },
    proxies: { kind: onOff, help: "cut links by TCP proxies, also where namespaces could be had" },
  },
});

const say = (line: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
const folder = await mkdtemp(join(tmpdir(), "chaos-queue-"));
const dataset = values["dataset-path"] ?? shippedData("sample_python.jsonl");
try {
  const { replay, records } = await writeReplay(join(folder, "answers.jsonl"), dataset, values.samples);
  await using links = await openLinks(values.workers, values.proxies, say);
  await using redis = await startRedis(folder, links.redisFlags);
  await links.lead(redis.port);
  const chosen = ["--model", replay, "--dataset-path", dataset, "--samples", `${values.samples}`, "--quiet"];
  const file = (name: string): string => join(folder, `${name}.jsonl`);
  await using fleet = new Fleet({ links, redis, replay, chosen, workers: values.workers, say });

  say(`${records} records on one machine`);
  await fleet.alone(file("alone"));
  say(`the same over a queue, with ${values.workers} workers`);
  const calm = await disturb({ fleet, out: file("calm"), records, schedule: [], say });
  assertEqual(file("calm"), "a run over a queue");
  say("the same with faults");
  const schedule = scheduleOf(faultCounts(), records, values.seed);
  const seconds = {
    away: values["away-seconds"],
    stopped: values["stop-seconds"],
    cut: values["cut-seconds"],
  };
  const rough = await disturb({ fleet, out: file("rough"), records, schedule, seconds, seed: values.seed, say });
  assertEqual(file("rough"), "the run under faults");
  process.stdout.write(costTable({ calm, rough, records, links: links.about, workers: values.workers }));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function faultCounts(): Record<FaultKind, number> {
  return Object.fromEntries(FAULTS.map((kind) => [kind, values[kind]])) as Record<FaultKind, number>;
}

/** @throws UserError, with both files kept, where they differ by more than times */
function assertEqual(path: string, what: string): void {
  const [alone, over] = [timeless(join(folder, "alone.jsonl")).split("\n"), timeless(path).split("\n")];
  const first = alone.findIndex((line, index) => line !== over[index]);
  if (first < 0 && alone.length === over.length) {
    say(`${what}: the file of one machine, byte for byte`);
    return;
  }
  throw new UserError(`${what} wrote another file than one machine: line ${first + 1}`, {
    hint: `one machine: ${alone[first]?.slice(0, 400)}\n  the queue:   ${over[first]?.slice(0, 400)}`,
    exitCode: 1,
  });
}
