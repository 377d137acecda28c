/** A worker: opens its own model or sandbox for the run that the queue tells of, and answers jobs until told to stop. */
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../lib/errors.ts";
import { doJudge } from "./do_judge.ts";
import { doModel } from "./do_model.ts";
import { differences, identityDigest } from "./identity.ts";
import type { Role } from "./keys.ts";
import { isDraining, readNotice } from "./notice.ts";
import { openQueues, type Queues } from "./packages.ts";
import type { Part, Place, Terms, WorkerOptions } from "./place.ts";
import { announce, leave } from "./roster.ts";
import type { Presence, RunNotice } from "./wire.ts";

/** Failures of the model or the sandbox in a row after which a worker leaves. */
const MOST_IN_A_ROW = 3;
const LOOK_MS = 1_000;

/**
 * @returns when it is told to stop (or with `oneRun` when the run is done)
 * @throws UserError where its model or sandbox is not the run's, or has failed three times in a row
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { address, say, stop } = options;
  const queues = await openQueues(address, say);
  let served = "";
  try {
    say(`${options.name}: waiting for a run`);
    while (!stop.aborted && !(await isDraining(queues.redis))) {
      const notice = await readNotice(queues.redis);
      if (notice?.state === "open" && keyOf(notice) !== served) {
        served = keyOf(notice);
        await serveRun(options, queues, notice);
        if (options.oneRun && !stop.aborted) return;
      } else await sleep(LOOK_MS / 2);
    }
  } finally {
    await queues.close();
  }
}

/** Another coordinator of the same run asks for the same parts. */
function keyOf({ run, epoch }: RunNotice): string {
  return `${run} ${epoch}`;
}

async function serveRun(options: WorkerOptions, queues: Queues, notice: RunNotice): Promise<void> {
  const ended = new AbortController();
  const until = AbortSignal.any([options.stop, ended.signal]);
  const work = options.roles.map((role) => serveRole(role, { options, queues, notice, until }));
  // One that ends ends the other.
  for (const it of work) it.then(() => ended.abort()).catch(() => ended.abort());
  const failure = (await Promise.allSettled(work)).find(({ status }) => status === "rejected");
  if (failure?.status === "rejected") throw failure.reason;
}

async function serveRole(role: Role, place: Place): Promise<void> {
  const { options, queues, notice } = place;
  await using part = await (role === "model" ? doModel(place) : doJudge(place));
  const present = { ...part.about, name: options.name, role, run: notice.run, since: Date.now() };
  const beat = async (): Promise<void> =>
    announce(queues.redis, { ...present, done: part.counts.done, failed: part.counts.failed });
  const look = { ...place, beat: everyThird(beat) };
  try {
    await beat();
    // Another coordinator of the run decides anew what its workers must be; what was opened stays open.
    for (let now = await decided(role, look); now !== undefined; now = await decided(role, look)) {
      const due = now[role].identity ?? {};
      assertSame(role, due, part.about.identity, place);
      options.say(`${options.name}: at work (${role})`);
      const { run, since, model } = now;
      const terms = { run, since, under: identityDigest(due), callsAMinute: model.callsAMinute };
      if (!(await serveWhile(part, terms, now.epoch, look))) return;
    }
  } finally {
    await Promise.race([leave(queues.redis, role, options.name).catch(() => {}), sleep(1000)]);
  }
}

/** A place, and how to say there that one lives. */
interface Lookout extends Place {
  readonly beat: () => Promise<void>;
}

function everyThird(work: () => Promise<void>): () => Promise<void> {
  let turn = 0;
  return async () => {
    if (++turn % 3 === 0) await work();
  };
}

/** The run's word, once it says what the workers of a kind must be; undefined where the run is over. */
async function decided(role: Role, { queues, notice, until, beat }: Lookout): Promise<RunNotice | undefined> {
  while (!until.aborted) {
    await beat();
    const now = await readNotice(queues.redis);
    if (now !== undefined && isOver(now, notice)) return undefined;
    if (now?.[role].identity) return now;
    await sleep(LOOK_MS / 4);
  }
  return undefined;
}

function isOver({ run, state }: RunNotice, notice: RunNotice): boolean {
  return state !== "open" || run !== notice.run;
}

/** Serves as long as one coordinator does. @returns whether another one of the same run has taken its place */
async function serveWhile(part: Part, terms: Terms, epoch: number, look: Lookout): Promise<boolean> {
  const ended = new AbortController();
  const serving = part.serve(AbortSignal.any([look.until, ended.signal]), terms);
  const [goesOn] = await Promise.all([lookAfter(part, epoch, look).finally(() => ended.abort()), serving]);
  return goesOn;
}

function assertSame(
  role: Role,
  run: Presence["identity"],
  own: Presence["identity"],
  { notice, options }: Place,
): void {
  const found = differences(role, run, own);
  if (found.length === 0) return;
  const what = `this ${role === "model" ? "model" : "sandbox"} is not the run's: ${found.slice(0, 3).join("; ")}`;
  if (!notice.mixed) throw new UserError(what, { hint: "make them equal, or start the run with --mixed", exitCode: 1 });
  options.say(`${what} (--mixed: taken all the same)`);
}

/** @throws UserError with the reason to leave the queue altogether */
async function lookAfter(part: Part, epoch: number, { queues, notice, until, options, beat }: Lookout) {
  while (!until.aborted) {
    if (part.counts.inARow >= MOST_IN_A_ROW) throw givesUp(options.name);
    await beat();
    const now = await readNotice(queues.redis);
    if (now !== undefined && (isOver(now, notice) || now.epoch !== epoch)) return !isOver(now, notice);
    if (await isDraining(queues.redis)) return false;
    await sleep(LOOK_MS, undefined, { signal: until }).catch(() => {});
  }
  return false;
}

function givesUp(name: string): UserError {
  const hint = "look into the lines above; `doctor` checks this machine";
  return new UserError(`${name} failed ${MOST_IN_A_ROW} times in a row and leaves`, { hint, exitCode: 1 });
}
