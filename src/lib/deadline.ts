/** A time limit as a signal. */

/** What a timer can count: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Aborts after a time, or with one of `others`. It stands in place of `AbortSignal.timeout`: in Node 20 a timeout that
 * nothing holds but `AbortSignal.any` is collected as garbage, and never fires.
 *
 * @param ms at most 24 days count
 */
export function deadline(ms: number, ...others: readonly AbortSignal[]): AbortSignal {
  const late = new AbortController();
  // The timer holds it. Nobody has to wait for it.
  const expire = () => late.abort(new DOMException("the time is over", "TimeoutError"));
  setTimeout(expire, Math.min(Math.max(0, Math.ceil(ms)), LONGEST_MS)).unref();
  return AbortSignal.any([...others, late.signal]);
}
