/** The processes of a run over a queue: coordinator and workers, which can be ended as crashes do. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../src/lib/errors.ts";
import { PACKAGE_ROOT } from "../../src/lib/paths.ts";
import type { TestRedis } from "../../test/support/redis.ts";
import type { Links } from "./links.ts";

export interface FleetOptions {
  readonly links: Links;
  readonly redis: TestRedis;
  /** The text for --model. */
  readonly replay: string;
  /** The flags of the evaluation, but for --out and --queue. */
  readonly chosen: readonly string[];
  readonly workers: number;
  readonly say: (line: string) => void;
}

/** Until a worker that ended by itself is started again. */
const AGAIN_MS = 1_000;

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** How it ended, once it has. */
  last: Ended | undefined;
}

export class Fleet implements AsyncDisposable {
  readonly redis: TestRedis;
  readonly links: Links;
  readonly size: number;
  readonly #options: FleetOptions;
  readonly #workers = new Map<number, Running>();
  #coordinator: Running | undefined;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.redis = options.redis;
    this.links = options.links;
    this.size = options.workers;
  }

  /** The same evaluation without a queue. */
  async alone(out: string): Promise<void> {
    const { code, stderr } = await start([...this.#options.chosen, "--out", out]).ended;
    if (code !== 0) throw new UserError(`one machine ended with ${code}: ${stderr}`);
  }

  /** A quarter of the workers answers, the others judge. */
  startWorkers(): void {
    for (let number = 0; number < this.size; number++) this.startWorker(number);
  }

  startWorker(number: number): void {
    const { links, replay, workers } = this.#options;
    const asks = number < Math.max(1, workers / 4);
    const own = asks ? ["--do", "model", "--model", replay] : ["--do", "judge", "--exec-concurrency", "1"];
    const flags = ["worker", "--queue", links.url(number), "--name", `w${number}`, ...own];
    const running = start(flags, links.prefix(number));
    this.#workers.set(number, running);
    // One that gave up is started again, as whatever looks after workers would.
    void running.ended.then(async ({ code, stderr }) => {
      await sleep(AGAIN_MS);
      if (this.#workers.get(number) !== running) return;
      this.#options.say(`worker ${number} ended with ${code}, and starts again: ${stderr.trim().slice(-200)}`);
      this.startWorker(number);
    });
  }

  async killWorker(number: number): Promise<void> {
    const running = this.#workers.get(number);
    this.#workers.delete(number);
    await crash(running);
  }

  signalWorker(number: number, signal: NodeJS.Signals): void {
    const pid = this.#workers.get(number)?.child.pid;
    if (pid !== undefined) process.kill(-pid, signal);
  }

  coordinate(out: string, ...more: string[]): void {
    const { chosen, redis } = this.#options;
    this.#coordinator = start([...chosen, "--out", out, "--queue", redis.url, ...more]);
  }

  /** How the coordinator ends. */
  get coordinated(): Promise<Ended> {
    return this.#coordinator?.ended ?? Promise.reject(new Error("nobody coordinates"));
  }

  get isOver(): boolean {
    return this.#coordinator?.last !== undefined;
  }

  get lastWords(): string {
    return this.#coordinator?.last?.stderr.trim() ?? "";
  }

  killCoordinator(): Promise<void> {
    return crash(this.#coordinator);
  }

  async end(): Promise<void> {
    const all = [this.#coordinator, ...this.#workers.values()];
    this.#workers.clear();
    this.#coordinator = undefined;
    await Promise.all(all.map(crash));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

function start(args: readonly string[], prefix: readonly string[] = []): Running {
  const [program = "", ...rest] = [...prefix, join(PACKAGE_ROOT, "run.ts"), ...args];
  const child = spawn(program, rest, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("error", (error) => resolve({ code: -1, stderr: error.message }));
    child.on("close", (code) => resolve({ code, stderr }));
  });
  const running: Running = { child, ended, last: undefined };
  void ended.then((it) => {
    running.last = it;
  });
  return running;
}

/** kill -9 of the process and of those that it started. */
async function crash(running: Running | undefined): Promise<void> {
  if (running?.child.pid === undefined) return;
  try {
    process.kill(-running.child.pid, "SIGKILL");
  } catch {}
  await running.ended;
}
