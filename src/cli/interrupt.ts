/** Ctrl-C: the first asks to finish what is in hand, the second drops it. */

export interface Interrupt extends Disposable {
  /** Start nothing new. */
  readonly stop: AbortSignal;
  /** Drop everything. */
  readonly abort: AbortSignal;
}

/** @param notice called at the first Ctrl-C (or SIGTERM) */
export function listenForInterrupt(notice: () => void): Interrupt {
  const stop = new AbortController();
  const abort = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) abort.abort();
    else {
      stop.abort();
      notice();
    }
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    stop: stop.signal,
    abort: abort.signal,
    [Symbol.dispose]: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}

/** Does `work`; undefined where it ended because everything is dropped. */
export async function unlessDropped<T>({ abort }: Interrupt, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!abort.aborted) throw error;
    return undefined;
  }
}
