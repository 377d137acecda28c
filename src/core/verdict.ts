/** How an attempt ended. */

/** How an attempt ended. Everything but `passed` is a failure of the candidate, save `sandbox_error`. */
export const VERDICTS = [
  "passed",
  "wrong_answer",
  "runtime_error",
  "syntax_error",
  "timeout",
  "memory_limit",
  "output_limit",
  "no_code",
  "missing_entry_point",
  "unsupported_type",
  "sandbox_error",
] as const;

export type Verdict = (typeof VERDICTS)[number];
