/** The coordinator's side: the model and the sandbox of a run, both of which workers are. */
import { setTimeout as sleep } from "node:timers/promises";
import { type ChatModel, type Sandbox, type SandboxInfo, sandboxInfo } from "../core/index.ts";
import { usageError } from "../lib/errors.ts";
import type { QueueAddress } from "./address.ts";
import { type AuditOptions, auditor } from "./audit.ts";
import { Desk } from "./desk.ts";
import { answersQueue, ROLES, type Role } from "./keys.ts";
import { type Lease, takeLease } from "./lease.ts";
import { writeNotice } from "./notice.ts";
import { openQueues, type Queues } from "./packages.ts";
import { queueModel } from "./queue_model.ts";
import { queueSandbox } from "./queue_sandbox.ts";
import { present, type Seen } from "./roster.ts";
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
    readonly sampling: RunNotice["model"]["sampling"];
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
  /** Tells workers and `queue status` how far the run is. */
  progress(done: number, total: number): void;
  readonly state: () => RunNotice["progress"];
  readonly workers: () => Promise<readonly Seen[]>;
}

/** Milliseconds between two looks after the queue. */
const BEAT_MS = 2_000;

/**
 * Takes the queue, and waits until there is a worker of each kind.
 *
 * @throws UserError where the queue cannot be had, or a worker has another model
 */
export async function openCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  const { address, run, say } = options;
  for (const line of trustLines(address)) say(line);
  const queues = await openQueues(address, say);
  try {
    const lease = await takeLease(queues.redis, say);
    if (options.fresh) await forget(queues);
    const desk = new Desk({ queues, run, key: address.key, warn: say });
    return await opened(options, { queues, lease, desk });
  } catch (error) {
    await queues.close();
    throw error;
  }
}

interface Held {
  readonly queues: Queues;
  readonly lease: Lease;
  readonly desk: Desk;
}

async function opened(options: CoordinatorOptions, held: Held): Promise<Coordinator> {
  const { queues, lease, desk } = held;
  let notice = noticeOf(options, lease.epoch);
  const publish = (): Promise<void> =>
    writeNotice(queues.redis, { ...notice, progress: { ...notice.progress, waiting: desk.waiting } });
  const beat = async (): Promise<void> => {
    await publish();
    await desk.sweep();
  };
  const timer = setInterval(() => void beat().catch(() => {}), BEAT_MS);
  const dispose = async (): Promise<void> => {
    clearInterval(timer);
    notice = { ...notice, state: "done" };
    await Promise.race([publish().catch(() => {}), sleep(1000)]);
    await lease[Symbol.asyncDispose]();
    await queues.close();
  };
  const asked = { desk, run: options.run, epoch: lease.epoch };
  try {
    await publish();
    const judge = await first("judge", options, queues);
    const asking = options.own ?? (await first("model", options, queues));
    notice = {
      ...notice,
      model: { ...notice.model, identity: "seen" in asking ? asking.identity : null },
      judge: { ...notice.judge, identity: judge.identity },
    };
    await publish();
    const audit = await auditor(options.audit, options.say);
    return {
      model: "seen" in asking ? queueModel(asked, options.name, asking) : asking,
      sandbox: queueSandbox({ ...asked, info: infoOf(judge), ...(audit && { audit: audit.check }) }),
      lost: lease.lost,
      counts: desk.counts,
      progress: (done, total) => {
        notice = { ...notice, progress: { done, total, waiting: 0 } };
      },
      state: () => ({ ...notice.progress, waiting: desk.waiting }),
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

function noticeOf({ run, name, notice }: CoordinatorOptions, epoch: number): RunNotice {
  const { mixed, sampling, judge } = notice;
  return {
    ...{ run, epoch, mixed, state: "open" },
    model: { name, sampling, identity: null },
    judge: { ...judge, identity: null },
    progress: { done: 0, total: 0, waiting: 0 },
  };
}

/** The worker that decides what the run is made with. */
async function first(role: Role, options: CoordinatorOptions, { redis }: Queues): Promise<Seen> {
  let said = false;
  for (;;) {
    options.stop.throwIfAborted();
    const [worker] = (await present(redis, role)).filter(({ run }) => run === options.run);
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

async function forget(queues: Queues): Promise<void> {
  for (const name of ROLES.flatMap((role) => [role, answersQueue(role)])) {
    await queues.queue(name).obliterate({ force: true });
  }
}

function trustLines({ username, key }: QueueAddress): string[] {
  return [
    ...(username === "" ? ["no user in --queue: whoever reaches this Redis is trusted with the tests"] : []),
    ...(key === undefined ? ["no CODE_REPAIR_QUEUE_KEY: all workers are trusted with verdicts"] : []),
  ];
}
