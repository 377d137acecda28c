/** Names that no longer answer, and what their makers recommend instead (the makers' deprecation pages, 2026). */
import { usageError } from "../lib/errors.ts";

/** A name without its date; the first pattern that matches the whole of it decides. */
const SUCCESSORS: readonly [RegExp, string][] = [
  [/^claude-(3-haiku|3-5-haiku|instant-.*)$/, "claude-haiku-4-5"],
  [/^claude-(2|2\.\d|3-sonnet|3-5-sonnet|3-7-sonnet|sonnet-4|sonnet-4-0)$/, "claude-sonnet-4-6"],
  [/^claude-(3-opus|opus-4|opus-4-0|opus-4-1)$/, "claude-opus-4-8"],
  [/^gpt-3\.5-turbo(-\d+)?$/, "gpt-4.1-mini"],
  [/^gpt-4\.5-preview$/, "gpt-4.1"],
  [/^o1-preview$/, "o3"],
  [/^o1-mini$/, "o4-mini"],
];
const DATE = /-(latest|\d{8}|\d{4}-\d\d-\d\d)$/;

/**
 * Refuses a name that its maker has retired: another model in its place would be another experiment.
 *
 * @throws UserError (exit code 2) that names the successor
 */
export function assertNotRetired(name: string, prefix: string): void {
  const successor = SUCCESSORS.find(([retired]) => retired.test(name.replace(DATE, "")))?.[1];
  if (successor === undefined) return;
  throw usageError(`${name} has been retired by its maker`, `its successor is --model ${prefix}:${successor}`);
}
