/** The time of a repair, and what of it each function gets. */

/** What one function gets. */
export interface Share {
  readonly seconds: number;
  /** Aborted when they are over. */
  readonly signal: AbortSignal;
}

/** What a timer can count: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

export class Clock {
  readonly #end: number;
  readonly #stop: AbortSignal;
  /** Milliseconds that did not count, since when no time counts, and for how many who wait. */
  #held = 0;
  #heldSince: number | undefined;
  #waiting = 0;
  #holding: Promise<unknown> = Promise.resolve();

  constructor(seconds: number, stop: AbortSignal) {
    this.#end = this.#now() + seconds * 1000;
    this.#stop = stop;
  }

  isOver(): boolean {
    return this.#now() >= this.#end;
  }

  /** @param among as many as want a share of the time that is left */
  share(among: number): Share {
    const left = Math.max(0, this.#end - this.#now()) / among;
    return { seconds: left / 1000, signal: AbortSignal.any([this.#stop, this.#lateAt(this.#now() + left)]) };
  }

  /** Waits for what is no repair: its time does not count. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    const held = this.#without(work);
    this.#holding = held.catch(() => {});
    return held;
  }

  async #without<T>(work: () => Promise<T>): Promise<T> {
    this.#heldSince ??= performance.now();
    this.#waiting += 1;
    try {
      return await work();
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) {
        this.#held += performance.now() - this.#heldSince;
        this.#heldSince = undefined;
      }
    }
  }

  /** The clock's own time. */
  #now(): number {
    return (this.#heldSince ?? performance.now()) - this.#held;
  }

  #lateAt(end: number): AbortSignal {
    const late = new AbortController();
    const look = async (): Promise<void> => {
      await this.#holding;
      const left = end - this.#now();
      // The timer holds the signal. Nobody has to wait for it.
      if (left > 0) setTimeout(look, Math.min(Math.ceil(left), LONGEST_MS)).unref();
      else late.abort(new DOMException("the time is over", "TimeoutError"));
    };
    void look();
    return late.signal;
  }
}
