/** A run over the queue to its end, with faults at their records; and when each record was there. */
import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../src/lib/errors.ts";
import { type Fault, randomOf } from "./faults.ts";
import type { Fleet } from "./fleet.ts";

interface Durations {
  readonly away: number;
  readonly stopped: number;
  readonly cut: number;
}

export interface Disturbed {
  readonly fleet: Fleet;
  readonly out: string;
  readonly records: number;
  readonly schedule: readonly Fault[];
  readonly seconds?: Durations;
  readonly seed?: number;
  readonly say: (line: string) => void;
}

/** What happened: each fault with its second and the records of then, counted from the first record. */
export interface Course {
  readonly seconds: number;
  readonly happened: readonly (Fault & Mark)[];
  /** Of every look at the results file. */
  readonly marks: readonly Mark[];
}

interface Mark {
  readonly second: number;
  readonly records: number;
}

/** @throws UserError where the run ends badly, or nothing is recorded for three minutes */
export async function disturb(run: Disturbed): Promise<Course> {
  const { fleet, out, schedule, say } = run;
  fleet.startWorkers();
  fleet.coordinate(out);
  const watch = { fleet, count: countOf(out), marks: [] as Mark[], began: Date.now() };
  const began = (await reached(1, watch)).second;
  const happened: Course["happened"][number][] = [];
  const random = randomOf(run.seed ?? 0);
  for (const fault of schedule) {
    const mark = await reached(fault.at, watch);
    happened.push({ ...fault, ...mark });
    say(`${mark.records} records after ${mark.second.toFixed(0)} s: ${fault.kind}`);
    await act(run, fault, Math.floor(random() * fleet.size));
  }
  const { second } = await reached(run.records, watch);
  const { code, stderr } = await fleet.coordinated;
  if (code !== 0) throw new UserError(`the coordinator ended with ${code}: ${stderr}`, { exitCode: 1 });
  await fleet.end();
  say(`${run.records} records in ${(second - began).toFixed(0)} s`);
  const sinceFirst = <T extends Mark>(mark: T): T => ({ ...mark, second: mark.second - began });
  return { seconds: second - began, happened: happened.map(sinceFirst), marks: watch.marks.map(sinceFirst) };
}

async function act({ fleet, out, seconds }: Disturbed, { kind }: Fault, worker: number): Promise<void> {
  const { away = 0, stopped = 0, cut = 0 } = seconds ?? {};
  if (kind === "worker-kills") {
    await fleet.killWorker(worker);
    fleet.startWorker(worker);
  } else if (kind === "coordinator-kills") {
    await fleet.killCoordinator();
    fleet.coordinate(out, "--resume");
  } else if (kind === "redis-kills") {
    await fleet.redis.kill();
    await sleep(1000 * away);
    await fleet.redis.start();
  } else if (kind === "flushes") fleet.redis.cli("flushall");
  else if (kind === "stops") {
    fleet.signalWorker(worker, "SIGSTOP");
    await sleep(1000 * stopped);
    fleet.signalWorker(worker, "SIGCONT");
  } else {
    await fleet.links.cut();
    await sleep(1000 * cut);
    await fleet.links.mend();
  }
}

const PATIENCE_MS = 180_000;

interface Watch {
  readonly fleet: Fleet;
  readonly count: () => Promise<number>;
  readonly marks: Mark[];
  readonly began: number;
}

/** Waits until so many records are written. */
async function reached(wanted: number, { fleet, count, marks, began }: Watch): Promise<Mark> {
  let since = Date.now();
  for (;;) {
    const over = fleet.isOver;
    const mark = { records: await count(), second: (Date.now() - began) / 1000 };
    if (mark.records !== marks.at(-1)?.records) since = Date.now();
    marks.push(mark);
    if (mark.records >= wanted) return mark;
    if (over) throw new UserError(`the coordinator ended at ${mark.records} records`, { hint: fleet.lastWords });
    if (Date.now() - since > PATIENCE_MS)
      throw new UserError(`nothing for three minutes after ${mark.records} records`);
    await sleep(25);
  }
}

/** Lines of a growing file, read once each. One that was cut off after a crash may come again: then from the start. */
function countOf(path: string): () => Promise<number> {
  let [place, lines] = [0, 0];
  return async () => {
    if (!existsSync(path)) return 0;
    await using file = await open(path);
    const { size } = await file.stat();
    if (size < place) [place, lines] = [0, 0];
    const bytes = Buffer.alloc(size - place);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, place);
    for (let at = bytes.indexOf(10); at >= 0 && at < bytesRead; at = bytes.indexOf(10, at + 1)) lines++;
    place += bytesRead;
    return lines;
  };
}
