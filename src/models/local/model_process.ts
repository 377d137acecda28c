/**
 * A model in a process of its own, so that progress, Ctrl-C and time-outs work while it computes. Not in a thread: one
 * that is ended in the middle of a pass takes the whole program with it.
 */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import pLimit, { type LimitFunction } from "p-limit";
import type { Report } from "../../core/index.ts";
import { InfraError, ProcessDiedError, UserError } from "../../lib/errors.ts";
import { startOwnProcess } from "../../lib/own_process.ts";
import type {
  Generated,
  GenerateRequest,
  Loaded,
  LoadRequest,
  Reply,
  Request,
  ScoreRequest,
} from "./process/protocol.ts";

/** Seconds that a pass which has begun may go on after a call was given up or its deadline passed. */
const GRACE_SEC = 10;
/** Seconds that the process has for ending by itself before it is killed. */
const CLOSE_SEC = 2;
/** What a timer can hold; longer deadlines never pass. */
const LONGEST_SEC = 2 ** 31 / 1000 - 1;

/** How a process is started, besides what it loads. */
export interface StartOptions {
  readonly graceSec?: number;
  /** Ends the loading. */
  readonly signal?: AbortSignal | undefined;
}

/** A call, but for its number. */
export type ModelCall = Omit<GenerateRequest, "id" | "kind">;

/** Who waits for the process: to be loaded, or for a call's answer. */
interface Waiting {
  onReply(reply: Reply): void;
  onEnd(error: Error): void;
}

/** The number of who waits for the model to be loaded; calls count from 1. */
const LOADING = 0;

/** The process was ended because of another call; this one is to be asked again. */
class EndedForAnother extends Error {
  override readonly name = "EndedForAnother";
}

/** One loaded model. It works on `batch` calls at a time, and one more is at hand when one of them ends. */
export class ModelProcess implements AsyncDisposable {
  readonly #load: LoadRequest;
  readonly #report: Report;
  readonly #graceSec: number;
  readonly #limit: LimitFunction;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | undefined;
  #loaded: Promise<Loaded> | undefined;
  #calls = LOADING;
  #isClosed = false;

  private constructor(load: LoadRequest, report: Report, graceSec: number) {
    this.#load = load;
    this.#report = report;
    this.#graceSec = graceSec;
    const { batch = 1 } = load;
    this.#limit = pLimit(batch > 1 ? batch + 1 : 1);
  }

  /**
   * Starts the process and loads the model.
   * @throws UserError where the model cannot be loaded; the signal's reason, when the process has ended
   */
  static async start(
    load: LoadRequest,
    report: Report,
    { graceSec = GRACE_SEC, signal }: StartOptions = {},
  ): Promise<[ModelProcess, Loaded]> {
    signal?.throwIfAborted();
    const model = new ModelProcess(load, report, graceSec);
    const loading = model.#start();
    const ended = model.#child && once(model.#child, "exit");
    const onAbort = () => model.#abandon();
    signal?.addEventListener("abort", onAbort);
    try {
      return [model, await loading];
    } catch (error) {
      if (!signal?.aborted) throw error;
      await ended;
      throw signal.reason;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /**
   * Answers a call, after those that were asked before it. A pass that does not end within a grace time of the abort
   * or the deadline is ended with its process; the model is then loaded again for the other calls.
   * @throws the signal's reason when it aborts; InfraError when the process fails
   */
  generate(call: ModelCall, signal?: AbortSignal): Promise<Generated> {
    return this.#inTurn((id) => this.#ask({ ...call, kind: "generate", id }, signal), signal);
  }

  /**
   * How likely answers are, see `scoreAnswers`.
   * @throws the signal's reason when it aborts; UserError where this model cannot say
   */
  score(call: Omit<ScoreRequest, "id" | "kind">, signal?: AbortSignal): Promise<readonly number[]> {
    return this.#inTurn((id) => this.#askScores({ ...call, kind: "score", id }, signal), signal);
  }

  #inTurn<T>(ask: (id: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#limit(async () => {
      for (;;) {
        signal?.throwIfAborted();
        if (this.#isClosed) throw closed();
        if (this.#child === undefined) this.#loaded = this.#start();
        await this.#loaded;
        try {
          return await ask(++this.#calls);
        } catch (error) {
          if (!(error instanceof EndedForAnother)) throw error;
        }
      }
    });
  }

  /** Ends the process; calls that it has not answered fail. */
  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    this.#isClosed = true;
    this.#child = undefined;
    this.#endAll(closed());
    if (child === undefined) return;
    const ended = once(child, "exit");
    const timer = setTimeout(() => child.kill("SIGKILL"), 1000 * CLOSE_SEC);
    child.disconnect();
    await ended;
    clearTimeout(timer);
  }

  #start(): Promise<Loaded> {
    this.#child = startOwnProcess(new URL("./process/boot.mjs", import.meta.url));
    this.#listen(this.#child);
    return this.#wait<Loaded>(LOADING, (resolve, reject) => {
      this.#send(this.#load);
      return (reply) => {
        if (reply.kind === "loaded") resolve(reply.loaded);
        if (reply.kind !== "unloadable") return;
        reject(new UserError(`cannot load ${this.#load.folder}: ${reply.reason}`));
        this.#abandon();
      };
    });
  }

  #send(request: Request): void {
    // A channel that is closed already is told by the process's end.
    this.#child?.send(request, () => {});
  }

  #listen(child: ChildProcess): void {
    const onEnd = (message: string, cause?: unknown) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#endAll(new ProcessDiedError(message, { cause }));
    };
    child.on("message", (reply: Reply) => {
      if (reply.kind === "note") this.#report(reply.line);
      else if (this.#child === child) this.#waiting.get("id" in reply ? reply.id : LOADING)?.onReply(reply);
    });
    child.on("error", (cause) => onEnd("the model's process failed", cause));
    child.on("exit", (code, signal) => {
      onEnd(signal ? `the model's process was ended by ${signal}` : `the model's process ended with code ${code}`);
    });
  }

  /** Waits for replies; `begin` is given the promise's two ends and makes what handles them. */
  async #wait<T>(
    id: number,
    begin: (resolve: (value: T) => void, reject: (reason: unknown) => void) => (reply: Reply) => void,
  ): Promise<T> {
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#waiting.set(id, { onReply: begin(resolve, reject), onEnd: reject });
      });
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** Ends the process, whatever it is doing; who has settled by then does not notice. */
  #abandon(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGKILL");
    this.#endAll(new EndedForAnother("the model's process was ended because of another call"));
  }

  #endAll(error: Error): void {
    for (const { onEnd } of this.#waiting.values()) onEnd(error);
  }

  /** Its passes are short: whoever gives it up has only to wait for the one in hand. */
  async #askScores(request: ScoreRequest, signal: AbortSignal | undefined): Promise<readonly number[]> {
    const onAbort = () => this.#send({ kind: "cancel", id: request.id });
    signal?.addEventListener("abort", onAbort);
    try {
      return await this.#wait(request.id, (resolve, reject) => {
        this.#send(request);
        return (reply) => {
          if (reply.kind === "scored") resolve(reply.scores);
          if (reply.kind === "cancelled") reject(signal?.reason);
          if (reply.kind === "failed") reject(new UserError(`${this.#load.folder}: ${reply.reason}`));
        };
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async #ask(request: GenerateRequest, signal: AbortSignal | undefined): Promise<Generated> {
    const alarms: NodeJS.Timeout[] = [];
    const abandonAfter = (seconds: number, end: () => void) => {
      const abandon = () => {
        end();
        this.#abandon();
      };
      alarms.push(setTimeout(abandon, 1000 * Math.min(seconds + this.#graceSec, LONGEST_SEC)));
    };
    let onAbort = () => {};
    let hasBegun = false;
    try {
      return await this.#wait<Generated>(request.id, (resolve, reject) => {
        onAbort = () => {
          this.#send({ kind: "cancel", id: request.id });
          if (hasBegun) abandonAfter(0, () => reject(signal?.reason));
          else reject(signal?.reason);
        };
        signal?.addEventListener("abort", onAbort);
        this.#send(request);
        return (reply) => {
          if (reply.kind === "begun") {
            hasBegun = true;
            const { answerTimeoutSec = Number.POSITIVE_INFINITY } = request.sampling;
            abandonAfter(answerTimeoutSec, () => resolve(unfinished(request, reply.promptTokens)));
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

function closed(): InfraError {
  return new InfraError("the model is closed");
}

/** The answer of a call whose first pass outlived its deadline: nothing was decided. */
function unfinished(request: GenerateRequest, promptTokens: number): Generated {
  const seconds = request.sampling.answerTimeoutSec ?? 0;
  const stats = { mode: request.decoding, forward_passes: 0, drafted: 0, accepted: 0, rechecked: 0 };
  return {
    text: "",
    promptTokens,
    completionTokens: 0,
    finishReason: "deadline",
    stats: { ...stats, prefill_tokens: promptTokens, reused_tokens: 0, prefill_sec: seconds, decode_sec: 0 },
  };
}
