/** What a worker is told, and what it makes of it for each kind of work. */
import type { ChatModel, Sandbox } from "../core/index.ts";
import type { QueueAddress } from "./address.ts";
import type { Role } from "./keys.ts";
import type { Queues } from "./packages.ts";
import type { Presence, RunNotice } from "./wire.ts";

export interface WorkerOptions {
  readonly address: QueueAddress;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Leave when the run is done. */
  readonly oneRun: boolean;
  /** Calls a minute to the model, of all workers of the queue together. */
  readonly callsAMinute?: number | undefined;
  readonly openModel: (told: RunNotice["model"]) => Promise<ChatModel>;
  readonly openSandbox: (told: RunNotice["judge"]) => Promise<Sandbox>;
  readonly say: (line: string) => void;
  /** Aborted: finish what is in hand, and leave. */
  readonly stop: AbortSignal;
}

/** A worker's place in one run. */
export interface Place {
  readonly options: WorkerOptions;
  readonly queues: Queues;
  readonly notice: RunNotice;
  readonly until: AbortSignal;
}

/** Which jobs are answered, and what answers say of themselves. */
export interface Terms {
  readonly run: string;
  /** The oldest coordinator whose questions count. */
  readonly since: number;
  /** Digest of what the run's workers must be. */
  readonly under: string;
  readonly callsAMinute: number | undefined;
}

/** What a role is made of, for one run. */
export interface Part extends AsyncDisposable {
  readonly about: Pick<Presence, "model" | "standIn" | "callsTools" | "remote" | "dtype" | "identity" | "slots">;
  /** Begins to answer; resolves when all that was in hand is answered. */
  readonly serve: (until: AbortSignal, terms: Terms) => Promise<void>;
  readonly counts: Counts;
}

export interface Counts {
  done: number;
  failed: number;
  inARow: number;
}
