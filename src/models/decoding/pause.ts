/** A breath between two passes, in which messages of the parent arrive. */
import { setImmediate } from "node:timers/promises";

/**
 * To be awaited before each pass over the model. A pass blocks the whole process and its reply is a microtask, so that
 * without a pause neither a call that is given up nor the parent's end would ever be heard of.
 */
export function pause(): Promise<void> {
  return setImmediate();
}
