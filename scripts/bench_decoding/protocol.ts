/** What the bench and the process of a mode say to each other. */
import type { DecodingStats } from "../../src/core/index.ts";
import type { Target } from "./targets.ts";

/** The first message is a mode's to send, with what it found when it opened; then one answer for each target. */
export interface Opening {
  readonly kind: "open";
  readonly loadedMb: number;
  readonly check?: { readonly worst: number; readonly trusted: boolean };
  readonly costs?: readonly number[];
}

export interface Measured {
  readonly kind: "measured";
  readonly tokens: number;
  readonly stats: Omit<DecodingStats, "mode">;
  /** Processor time of all threads. */
  readonly cpuSec: number;
  /** Largest resident memory since the model was loaded. */
  readonly peakMb: number;
}

export type Reply = Opening | Measured | { readonly kind: "failed"; readonly reason: string };
export type Question = Pick<Target, "messages" | "text">;
