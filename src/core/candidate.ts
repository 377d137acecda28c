/** The code that an answer holds, and how it is taken out and run. */

/** The shapes that code is found in, for the extraction audit. */
export const CODE_SOURCES = ["fence", "unclosed_fence", "bare", "prose", "body", "edits", "none"] as const;

/** The sentences of the rule that a program is found by, docs/answers.md: which one took it. */
export const EXTRACTION_RULES = ["entry", "body", "last"] as const;

/** The code taken out of a completion; `code` is undefined when there is none. */
export interface Candidate {
  readonly code: string | undefined;
  readonly source: (typeof CODE_SOURCES)[number];
  /** Missing where there is no code, and where something else than the rule took it. */
  readonly rule?: (typeof EXTRACTION_RULES)[number];
}

/**
 * Ways to take code out of a completion: the agent's own, and simpler ones to hold against it. `first-block`,
 * `last-block`: that fenced block, or all of an answer without one; `whole`: the answer as it is.
 */
export const EXTRACTORS = ["default", "first-block", "last-block", "whole"] as const;

export type ExtractorName = (typeof EXTRACTORS)[number];

/** Names put before the candidate's code. `octopack` is what OctoPack's scoring gives. */
export const IMPORT_PRELUDES = ["octopack", "octopack+numpy", "none"] as const;

export type ImportPrelude = (typeof IMPORT_PRELUDES)[number];
