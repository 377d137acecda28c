/** A worker: opens its own model or sandbox for the run that the queue tells of, and answers jobs until told to stop. */
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../lib/errors.ts";
import { doJudge } from "./do_judge.ts";
import { doModel } from "./do_model.ts";
import { differences } from "./identity.ts";
import type { Role } from "./keys.ts";
import { isDraining, readNotice } from "./notice.ts";
import { openQueues, type Queues } from "./packages.ts";
import type { Part, Place, WorkerOptions } from "./place.ts";
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
  const { options, queues, notice, until } = place;
  await using part = await (role === "model" ? doModel(place) : doJudge(place));
  const present = { ...part.about, name: options.name, role, run: notice.run, since: Date.now() };
  const beat = (): Promise<void> =>
    announce(queues.redis, { ...present, done: part.counts.done, failed: part.counts.failed });
  const ended = new AbortController();
  try {
    await beat();
    const due = await decided(role, place);
    if (due === undefined) return;
    assertSame(role, due, part.about.identity, place);
    options.say(`${options.name}: at work (${role})`);
    const serving = part.serve(AbortSignal.any([until, ended.signal]));
    const [end] = await Promise.all([lookAfter(part, place, beat).finally(() => ended.abort()), serving]);
    if (end !== undefined) throw end;
  } finally {
    await Promise.race([leave(queues.redis, role, options.name).catch(() => {}), sleep(1000)]);
  }
}

/** What the run's workers must be; undefined where the run is over before it began. */
async function decided(role: Role, { queues, notice, until }: Place): Promise<Presence["identity"] | undefined> {
  while (!until.aborted) {
    const now = await readNotice(queues.redis);
    if (now !== undefined && (now.state !== "open" || now.run !== notice.run)) return undefined;
    const identity = now?.[role].identity;
    if (identity) return identity;
    await sleep(LOOK_MS / 4);
  }
  return undefined;
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

/** Looks after the run while it lasts; the reason to leave the queue altogether, where there is one. */
async function lookAfter(part: Part, { queues, notice, until, options }: Place, beat: () => Promise<void>) {
  for (let turn = 1; !until.aborted; turn++) {
    if (part.counts.inARow >= MOST_IN_A_ROW) return givesUp(options.name);
    if (turn % 3 === 0) await beat();
    const now = await readNotice(queues.redis);
    if (now !== undefined && (now.state !== "open" || now.run !== notice.run)) return undefined;
    if (await isDraining(queues.redis)) return undefined;
    await sleep(LOOK_MS, undefined, { signal: until }).catch(() => {});
  }
  return undefined;
}

function givesUp(name: string): UserError {
  const hint = "look into the lines above; `doctor` checks this machine";
  return new UserError(`${name} failed ${MOST_IN_A_ROW} times in a row and leaves`, { hint, exitCode: 1 });
}
