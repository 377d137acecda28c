/** A queue's coordinator and workers in the test's own process, with sandboxes and models that do as they are told. */
import { expect } from "vitest";
import type { ChatModel, CheckJob, ExecutionOf, Sandbox } from "../../src/core/index.ts";
import { type Coordinator, openCoordinator, parseQueue, runWorker } from "../../src/distributed/index.ts";
import { messageOf } from "../../src/lib/errors.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { countingModel } from "./models.ts";
import type { TestRedis } from "./redis.ts";

type Judge = (job: CheckJob) => Promise<ExecutionOf["check"]>;

/** What a check ends in. */
export const WRONG = {
  kind: "check",
  verdict: "wrong_answer",
  asserts: 1,
  exitCode: 0,
  stdout: "",
  stderr: "",
  stdoutCut: false,
  stderrCut: false,
  runtimeSec: 0,
  cpuSec: 0,
  limit: null,
} as const satisfies ExecutionOf["check"];

export function checkOf(candidate: string): CheckJob {
  return { kind: "check", candidate, tests: "", helpers: "", entryPoint: "f", imports: "octopack" };
}

/** All alike, as far as workers compare themselves; `python` makes one that is not. */
export function pretendSandbox(judge: Judge, python = "3.11.2"): Sandbox {
  const run = (async (job: CheckJob) => judge(job)) as unknown as Sandbox["run"];
  const info = { kind: "process", tier: "namespaces+uid", python, details: {} } as const;
  return { info, concurrency: 2, run, [Symbol.asyncDispose]: async () => {} };
}

interface WorkerParts {
  readonly sandbox?: Sandbox;
  readonly model?: () => Promise<ChatModel>;
  readonly callsAMinute?: number | undefined;
}

/** A coordinator whose only worker has left, and the one job that waits for another. */
export async function deserted(place: QueuePlace, redis: TestRedis) {
  const model = async () => ({ ...countingModel(() => ({ text: "an answer" })), name: "m" });
  const first = place.worker("first", { model, sandbox: pretendSandbox(async () => WRONG) });
  const { coordinator } = await place.coordinate();
  first.stop();
  await first.ended;
  const waiting = () => redis.cli("lrange", "code-repair:judge:wait", "0", "-1").trim();
  /** Its key, once it is there. */
  const waitingJob = async (): Promise<string> => {
    await expect.poll(waiting).toMatch(/^judge-/);
    return `code-repair:judge:${waiting()}`;
  };
  return { coordinator, waitingJob };
}

/** Ends whatever a test has left. */
export class QueuePlace implements AsyncDisposable {
  readonly #redis: TestRedis;
  readonly #stop = new AbortController();
  readonly #open: Promise<unknown>[] = [];
  readonly #coordinators: Coordinator[] = [];

  constructor(redis: TestRedis) {
    this.#redis = redis;
  }

  /** `ended`: the reason why it left; empty where it was told to. */
  worker(name: string, { sandbox, model, callsAMinute }: WorkerParts) {
    const said: string[] = [];
    const stop = new AbortController();
    const ended = runWorker({
      ...{
        name,
        oneRun: false,
        say: (line) => said.push(line),
        stop: AbortSignal.any([stop.signal, this.#stop.signal]),
      },
      address: parseQueue(this.#redis.url, {}),
      roles: [...(model ? (["model"] as const) : []), ...(sandbox ? (["judge"] as const) : [])],
      callsAMinute,
      openModel: () => model?.() ?? Promise.reject(new Error("no model")),
      openSandbox: async () => sandbox ?? Promise.reject(new Error("no sandbox")),
    }).then(() => "", messageOf);
    this.#open.push(ended);
    return { said, ended, stop: () => stop.abort() };
  }

  async coordinate(changes: Partial<Parameters<typeof openCoordinator>[0]> = {}) {
    const said: string[] = [];
    const coordinator = await openCoordinator({
      ...{ address: parseQueue(this.#redis.url, {}), run: "r", fresh: true, name: "m", stop: this.#stop.signal },
      notice: {
        mixed: false,
        model: { sampling: { temperature: 0, topP: 1, maxNewTokens: 8, stop: [] } },
        judge: { limits: DEFAULT_LIMITS, imports: "octopack", languages: ["python"] },
      },
      say: (line) => said.push(line),
      ...changes,
    });
    this.#coordinators.push(coordinator);
    return { coordinator, said };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error("the test is over"));
    await Promise.all(this.#open);
    for (const it of this.#coordinators) await it[Symbol.asyncDispose]();
  }
}
