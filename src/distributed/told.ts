/** What workers are told of the run, again and again: Redis may have forgotten it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Desk } from "./desk.ts";
import type { Lease } from "./lease.ts";
import { writeNotice } from "./notice.ts";
import type { Queues } from "./packages.ts";
import type { RunNotice } from "./wire.ts";

/** Milliseconds between two looks after the queue. */
const BEAT_MS = 2_000;
/** Of the jobs that were given up, as many are told to whoever asks. */
const DEAD_TOLD = 20;

interface ToldOptions {
  readonly queues: Queues;
  readonly lease: Lease;
  readonly desk: Desk;
  readonly notice: RunNotice;
}

export class Told implements AsyncDisposable {
  readonly #options: ToldOptions;
  readonly #timer: NodeJS.Timeout;
  #notice: RunNotice;

  constructor(options: ToldOptions) {
    this.#options = options;
    this.#notice = options.notice;
    this.#timer = setInterval(() => void this.#beat().catch(() => {}), BEAT_MS);
  }

  get notice(): RunNotice {
    const { waiting, dead } = this.#options.desk;
    return {
      ...this.#notice,
      progress: { ...this.#notice.progress, waiting },
      dead: dead.slice(-DEAD_TOLD),
    };
  }

  /** Told at the next beat, or by `publish`. */
  change(changes: Partial<RunNotice>): void {
    this.#notice = { ...this.#notice, ...changes };
  }

  publish(): Promise<void> {
    const { queues, lease } = this.#options;
    return writeNotice(queues.redis, lease.holder, this.notice);
  }

  async #beat(): Promise<void> {
    await this.publish();
    await this.#options.desk.sweep();
  }

  /** The last word: the run is done. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.change({ state: "done" });
    await Promise.race([this.publish().catch(() => {}), sleep(1000)]);
  }
}
