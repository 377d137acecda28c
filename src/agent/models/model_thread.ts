/** A model in a thread of its own, so that progress, Ctrl-C and time-outs work while it computes. */
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";
import { InfraError, UserError } from "../../errors.ts";
import type { Report } from "../../types.ts";
import type { Generated, GenerateRequest, Loaded, LoadRequest, Reply, Request } from "./runtime/protocol.ts";

/** Seconds that a pass which has begun may go on after a call was given up or its deadline passed. */
const GRACE_SEC = 10;
/** Seconds that the thread has for releasing the model before it is ended. */
const CLOSE_SEC = 5;
/** What a timer can hold; longer deadlines never pass. */
const LONGEST_SEC = 2 ** 31 / 1000 - 1;

export type ThreadSpec = Omit<LoadRequest, "cancelled">;

interface Running {
  readonly worker: Worker;
  /** The thread gives up calls up to this number. */
  readonly cancelled: Int32Array;
}

/** Who waits for the thread: to be loaded, or for the one call that it works on. */
interface Waiting {
  onReply(reply: Reply): void;
  onEnd(error: InfraError): void;
}

/** One loaded model. Calls wait for each other. */
export class ModelThread implements AsyncDisposable {
  readonly #spec: ThreadSpec;
  readonly #report: Report;
  readonly #graceSec: number;
  readonly #oneAtATime = pLimit(1);
  #running: Running | undefined;
  #waiting: Waiting | undefined;
  #calls = 0;

  private constructor(spec: ThreadSpec, report: Report, graceSec: number) {
    this.#spec = spec;
    this.#report = report;
    this.#graceSec = graceSec;
  }

  /**
   * Starts the thread and loads the model.
   * @throws UserError where the model cannot be loaded
   */
  static async start(spec: ThreadSpec, report: Report, graceSec = GRACE_SEC): Promise<[ModelThread, Loaded]> {
    const thread = new ModelThread(spec, report, graceSec);
    return [thread, await thread.#start()];
  }

  /**
   * Answers a request, after those that were asked before it. A pass that does not end within a grace time of the
   * abort or the deadline is ended with its thread; the next call loads the model again.
   * @throws the signal's reason when it aborts; InfraError when the thread fails
   */
  generate(request: Omit<GenerateRequest, "id">, signal?: AbortSignal): Promise<Generated> {
    return this.#oneAtATime(async () => {
      signal?.throwIfAborted();
      if (this.#running === undefined) await this.#start();
      return this.#ask({ ...request, id: ++this.#calls }, signal);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#running?.worker;
    this.#running = undefined;
    if (worker === undefined) return;
    const closed = new Promise((resolve) => worker.once("exit", resolve));
    const timer = setTimeout(() => void worker.terminate(), 1000 * CLOSE_SEC);
    worker.postMessage("close" satisfies Request);
    await closed;
    clearTimeout(timer);
  }

  #start(): Promise<Loaded> {
    const cancelled = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const worker = startWorker({ ...this.#spec, cancelled });
    this.#running = { worker, cancelled: new Int32Array(cancelled) };
    this.#listen(worker);
    return this.#wait<Loaded>((resolve, reject) => (reply) => {
      if (reply.kind === "loaded") resolve(reply.loaded);
      if (reply.kind !== "unloadable") return;
      this.#abandon();
      reject(new UserError(`cannot load ${this.#spec.folder}: ${reply.reason}`));
    });
  }

  #listen(worker: Worker): void {
    const onEnd = (message: string, cause?: unknown) => {
      if (this.#running?.worker !== worker) return;
      this.#running = undefined;
      this.#waiting?.onEnd(new InfraError(message, { cause }));
    };
    worker.on("message", (reply: Reply) => {
      if (reply.kind === "note") this.#report(reply.line);
      else if (this.#running?.worker === worker) this.#waiting?.onReply(reply);
    });
    worker.on("error", (cause) => onEnd("the model's thread failed", cause));
    worker.on("exit", (code) => onEnd(`the model's thread ended with code ${code}`));
  }

  /** Waits for a reply; `handler` is made with the promise's two ends. */
  async #wait<T>(
    handler: (resolve: (value: T) => void, reject: (reason: unknown) => void) => (reply: Reply) => void,
  ): Promise<T> {
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#waiting = { onReply: handler(resolve, reject), onEnd: reject };
      });
    } finally {
      this.#waiting = undefined;
    }
  }

  /** Ends the thread without waiting for it: it may be deep in a pass. */
  #abandon(): void {
    const worker = this.#running?.worker;
    this.#running = undefined;
    void worker?.terminate();
  }

  async #ask(request: GenerateRequest, signal: AbortSignal | undefined): Promise<Generated> {
    const alarms: NodeJS.Timeout[] = [];
    const after = (seconds: number, end: () => void) => {
      const abandon = () => {
        this.#abandon();
        end();
      };
      alarms.push(setTimeout(abandon, 1000 * Math.min(seconds + this.#graceSec, LONGEST_SEC)));
    };
    let onAbort = () => {};
    try {
      return await this.#wait<Generated>((resolve, reject) => {
        onAbort = () => {
          if (this.#running) Atomics.store(this.#running.cancelled, 0, request.id);
          after(0, () => reject(signal?.reason));
        };
        signal?.addEventListener("abort", onAbort);
        this.#running?.worker.postMessage(request satisfies Request);
        return (reply) => {
          if (reply.kind === "begun") {
            const { answerTimeoutSec = Number.POSITIVE_INFINITY } = request.sampling;
            after(answerTimeoutSec, () => resolve(unfinished(request, reply.promptTokens)));
          }
          if (reply.kind === "generated") resolve(reply.generated);
          if (reply.kind === "cancelled") reject(signal?.reason);
          if (reply.kind === "failed") reject(new InfraError(`the model failed: ${reply.reason}`));
        };
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
      for (const alarm of alarms) clearTimeout(alarm);
    }
  }
}

/** The answer of a call whose first pass outlived its deadline: nothing was decided. */
function unfinished(request: GenerateRequest, promptTokens: number): Generated {
  const seconds = request.sampling.answerTimeoutSec ?? 0;
  const stats = { mode: request.decoding, forward_passes: 0, drafted: 0, accepted: 0, prefill_tokens: promptTokens };
  return {
    text: "",
    promptTokens,
    completionTokens: 0,
    finishReason: "deadline",
    stats: { ...stats, reused_tokens: 0, prefill_sec: seconds, decode_sec: 0 },
  };
}

function startWorker(workerData: LoadRequest): Worker {
  // No flags of this process: they may name loaders that a thread cannot use.
  const options = { workerData, execArgv: [], stdout: true };
  const worker = new Worker(new URL("./runtime/boot.mjs", import.meta.url), options);
  // stdout belongs to the result.
  worker.stdout.pipe(process.stderr, { end: false });
  return worker;
}
