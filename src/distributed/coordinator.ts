/** The coordinator's side: the model and the sandbox of a run, both of which workers are. */
import { setTimeout as sleep } from "node:timers/promises";
import { type ChatModel, type Sandbox, type SandboxInfo, sandboxInfo } from "../core/index.ts";
import { usageError } from "../lib/errors.ts";
import type { QueueAddress } from "./address.ts";
import { type AuditOptions, auditor } from "./audit.ts";
import { Desk } from "./desk.ts";
import { identityDigest } from "./identity.ts";
import { answersQueue, jobsQueue, ROLES, type Role } from "./keys.ts";
import { type Lease, takeLease } from "./lease.ts";
import { readNotice } from "./notice.ts";
import { openQueues, type Queues } from "./packages.ts";
import { queueModel } from "./queue_model.ts";
import { queueSandbox } from "./queue_sandbox.ts";
import { present, type Seen } from "./roster.ts";
import { Told } from "./told.ts";
import type { RunNotice } from "./wire.ts";

export interface CoordinatorOptions {
  readonly address: QueueAddress;
  /** The same for a run that is gone on with. */
  readonly run: string;
  /** Nothing that still stands in the queue is of use. */
  readonly fresh: boolean;
  /** The model's name in records. */
  readonly name: string;
  /** A model that needs no worker: the search. */
  readonly own?: ChatModel;
  readonly notice: Pick<RunNotice, "mixed"> & {
    readonly model: Omit<RunNotice["model"], "identity" | "name">;
    readonly judge: Omit<RunNotice["judge"], "identity">;
  };
  readonly audit?: AuditOptions | undefined;
  readonly say: (line: string) => void;
  /** Aborted: wait for no worker any more. */
  readonly stop: AbortSignal;
}

export interface Coordinator extends AsyncDisposable {
  readonly model: ChatModel;
  readonly sandbox: Sandbox;
  /** Aborted, with the reason, when another coordinator has taken over. */
  readonly lost: AbortSignal;
  readonly counts: Desk["counts"];
  /** Jobs that were given up because they end their workers. */
  readonly dead: readonly string[];
  readonly twice: Readonly<Desk["twice"]>;
  /** Tells workers and `queue status` how far the run is. */
  progress(done: number, total: number): void;
  readonly state: () => RunNotice["progress"];
  readonly workers: () => Promise<readonly Seen[]>;
}

/**
 * Takes the queue, and waits until there is a worker of each kind.
 *
 * @throws UserError where the queue cannot be had, or a worker has another model
 */
export async function openCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  const { address, run, name, fresh, say } = options;
  for (const line of trustLines(address)) say(line);
  const queues = await openQueues(address, say);
  try {
    const lease = await takeLease(queues.redis, say);
    if (fresh) await forget(queues, name);
    const before = fresh ? undefined : await readNotice(queues.redis);
    const since = before?.run === run ? before.since : lease.epoch;
    const epochs = [since, lease.epoch] as const;
    const desk = new Desk({ queues, run, model: name, epochs, key: address.key, warn: say });
    return await opened(options, { queues, lease, desk, since });
  } catch (error) {
    await queues.close();
    throw error;
  }
}

interface Held {
  readonly queues: Queues;
  readonly lease: Lease;
  readonly desk: Desk;
  readonly since: number;
}

async function opened(options: CoordinatorOptions, held: Held): Promise<Coordinator> {
  const { queues, lease, desk } = held;
  const told = new Told({ ...held, notice: noticeOf(options, held) });
  const dispose = async (): Promise<void> => {
    await told[Symbol.asyncDispose]();
    await lease[Symbol.asyncDispose]();
    await queues.close();
  };
  try {
    const { judge, asking } = await decide(options, held, told);
    const asked = { desk, run: options.run, epoch: lease.epoch };
    const audit = await auditor(options.audit, options.say);
    return {
      model: "seen" in asking ? queueModel(asked, options.name, asking) : asking,
      sandbox: queueSandbox({ ...asked, info: infoOf(judge), ...(audit && { audit: audit.check }) }),
      lost: lease.lost,
      counts: desk.counts,
      dead: desk.dead,
      twice: desk.twice,
      progress: (done, total) => told.change({ progress: { done, total, waiting: 0 } }),
      state: () => told.notice.progress,
      workers: async () => (await Promise.all(ROLES.map((role) => present(queues.redis, role)))).flat(),
      [Symbol.asyncDispose]: async () => {
        await dispose();
        await audit?.[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The first worker of each kind decides what the run is made with; then answers are taken. */
async function decide(options: CoordinatorOptions, held: Held, told: Told) {
  await told.publish();
  const judge = await first("judge", options, held);
  const asking = options.own ?? (await first("model", options, held));
  const identity = "seen" in asking ? asking.identity : null;
  const { model, judge: place } = told.notice;
  told.change({ model: { ...model, identity }, judge: { ...place, identity: judge.identity } });
  await told.publish();
  held.desk.listen({ model: identityDigest(identity ?? {}), judge: identityDigest(judge.identity) });
  return { judge, asking };
}

function noticeOf({ run, name, notice }: CoordinatorOptions, { lease, since }: Held): RunNotice {
  const { mixed, model, judge } = notice;
  return {
    ...{ run, epoch: lease.epoch, since, mixed, state: "open" },
    model: { ...model, name, identity: null },
    judge: { ...judge, identity: null },
    progress: { done: 0, total: 0, waiting: 0 },
    dead: [],
  };
}

/** The worker that decides what the run is made with. */
async function first(role: Role, options: CoordinatorOptions, { queues, lease }: Held): Promise<Seen> {
  let said = false;
  for (;;) {
    options.stop.throwIfAborted();
    lease.lost.throwIfAborted();
    const [worker] = (await present(queues.redis, role)).filter(({ run }) => run === options.run);
    if (worker !== undefined) {
      assertNamed(role, worker, options.name);
      return worker;
    }
    if (!said) options.say(`waiting for a worker: code-repair-agent worker --do ${role} --queue …`);
    said = true;
    await sleep(250);
  }
}

/** A file may lie elsewhere on another machine. */
function assertNamed(role: Role, { name, model }: Seen, wanted: string): void {
  const last = (text: string): string | undefined => text.split(/[\\/:]/).at(-1);
  if (role === "judge" || last(model) === last(wanted)) return;
  throw usageError(`${name} has the model ${model}, and this run asks ${wanted}`, "give both the same --model");
}

function infoOf({ identity }: Seen): SandboxInfo {
  const text = (name: string): string => String(identity[name] ?? "");
  const kind = (["process", "docker", "remote"] as const).find((it) => it === identity.kind) ?? "remote";
  const details = { where: "workers over a queue" };
  return sandboxInfo({ kind, tier: text("tier"), interpreter: text("interpreter"), details });
}

async function forget(queues: Queues, model: string): Promise<void> {
  for (const name of ROLES.flatMap((role) => [jobsQueue(role, model), answersQueue(role)])) {
    await queues.queue(name).obliterate({ force: true });
  }
}

function trustLines({ username, key }: QueueAddress): string[] {
  return [
    ...(username === "" ? ["no user in --queue: whoever reaches this Redis is trusted with the tests"] : []),
    ...(key === undefined ? ["no CODE_REPAIR_QUEUE_KEY: all workers are trusted with verdicts"] : []),
  ];
}
