/** Tries again, later: back-off with jitter, or as long as the other side asks for. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Report } from "./report.ts";

export interface RetryPolicy {
  /** Tries in all. */
  readonly attempts: number;
  /** Milliseconds before the second try; each later wait is twice as long. */
  readonly backoffMs: number;
  /** The longest wait, also where more is asked for. */
  readonly maxWaitMs: number;
}

export const DEFAULT_RETRIES: RetryPolicy = { attempts: 8, backoffMs: 1_000, maxWaitMs: 60_000 };

/** Tries of what answers with nonsense: a proxy may hiccup, another kind of server will not change its mind. */
export const WRONG_REPLIES = 3;

/** What an error means for the next try. */
export interface Trouble {
  readonly error: Error;
  readonly retry: boolean;
  /** Tries in all, where that is fewer than usual. */
  readonly attempts?: number;
  /** Milliseconds that the other side asked for. */
  readonly waitMs?: number | undefined;
}

/**
 * Does `work` until it succeeds, fails for good, or has been tried often enough. A wait that was asked for is kept to
 * the millisecond and a little more; others are between half and the whole of the back-off, so that many callers do
 * not come back at once.
 *
 * @param troubleOf translates what was thrown
 * @throws the error of the last trouble; the signal's reason when it is aborted
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  troubleOf: (thrown: unknown) => Trouble,
  { attempts, backoffMs, maxWaitMs }: RetryPolicy,
  { report, signal }: { report: Report; signal?: AbortSignal | undefined },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (thrown) {
      signal?.throwIfAborted();
      const { error, retry, waitMs, attempts: fewer = attempts } = troubleOf(thrown);
      if (!retry || attempt >= Math.min(attempts, fewer) || (waitMs ?? 0) > maxWaitMs) throw error;
      const pause = waitMs ?? Math.min(maxWaitMs, backoffMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
      report(`${error.message}; trying again in ${(pause / 1000).toFixed(1)} s`);
      // Aborted, the wait fails with an error that is not the signal's reason.
      await sleep(pause + Math.random() * Math.min(pause, backoffMs) * 0.1, undefined, signal && { signal }).catch(
        () => {},
      );
    }
  }
}

/** Statuses that say "not now" rather than "no"; 529 is what one maker says when it is overloaded. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425, 429, 500, 502, 503, 504, 529]);

export function isPassing(status: number): boolean {
  return PASSING.has(status);
}

/** Milliseconds of a `Retry-After`: a number of seconds, or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(value: string | null | undefined): number | undefined {
  if (value === null || value === undefined || value.trim() === "") return undefined;
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
