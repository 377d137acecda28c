/** The time of a repair, and what of it each function gets. */

import { deadline } from "../lib/deadline.ts";

/** What one function gets. */
export interface Share {
  readonly seconds: number;
  /** Aborted when they are over. */
  readonly signal: AbortSignal;
}

export class Clock {
  private readonly end: number;
  private readonly stop: AbortSignal;

  constructor(seconds: number, stop: AbortSignal) {
    this.end = performance.now() + seconds * 1000;
    this.stop = stop;
  }

  isOver(): boolean {
    return performance.now() >= this.end;
  }

  /** @param among as many as want a share of the time that is left */
  share(among: number): Share {
    const left = Math.max(0, this.end - performance.now()) / among;
    return { seconds: left / 1000, signal: deadline(left, this.stop) };
  }
}
