/** What `--model` and its companions say, and what every backend makes of them. */

import type { ChatModel, Report, Sampling } from "../core/index.ts";
import type { Transfer } from "../lib/http.ts";
import type { RetryPolicy } from "../lib/retry.ts";

/** Where a local model computes. `auto` takes the best that this machine has. */
export const DEVICES = ["cpu", "cuda", "webgpu", "auto"] as const;
export type Device = (typeof DEVICES)[number];

/** How a local model writes: `lookup` drafts ahead and checks; `plain` is the library's own loop. */
export const DECODINGS = ["lookup", "plain"] as const;
export type Decoding = (typeof DECODINGS)[number];

export interface ModelOptions {
  /** The text of `--model`. */
  readonly model: string;
  readonly sampling: Sampling;
  /** "fp32", "q4", …; the repository's best by default. */
  readonly dtype?: string;
  /** Default `cpu`. */
  readonly device?: Device;
  /** Threads of one forward pass; the runtime's own choice by default. */
  readonly threads?: number;
  /** Branch, tag or commit of a hub repository; `main` by default. */
  readonly revision?: string;
  /** Folder for downloaded and built models; `modelFolders` of lib/paths.ts by default. */
  readonly cacheDir?: string;
  readonly decoding?: Decoding;
  /** Answers that a local model writes side by side, where it can; 1 by default. */
  readonly batch?: number;
  /** Ask for a digest of the logits of a fixed text: other bits give another. */
  readonly digest?: boolean;
  /** Where an API is: a server that speaks the protocol of the backend. The maker's own by default. */
  readonly baseUrl?: string;
  /** Requests to an API in flight; 5 by default. */
  readonly requests?: number;
  /** Tries and waits of requests to an API. */
  readonly retries?: Partial<RetryPolicy>;
  /** Ends what goes before a model is open: downloads, conversion, loading. */
  readonly signal?: AbortSignal;
  /** Tries and waits of downloads. */
  readonly transfer?: Pick<Transfer, "attempts" | "backoffMs" | "stallMs">;
  readonly report: Report;
}

/** Opens the model that `rest`, the text after the prefix, names. */
export type OpenBackend = (rest: string, options: ModelOptions) => Promise<ChatModel>;
