/**
 * Ways to ask for a repair; each attempt's record names the one that made it.
 *
 * - `continue`: the conversation goes on: the wrong answer, what became of it
 * - `sample`: the first question again, with nothing said of what was tried
 * - `fresh`: the first question again, and what the answer must do that the last one did not
 * - `rewrite`: the specification alone, without the code that misleads
 * - `avoid`: the same, and the programs that were tried, as wrong ones
 * - `smallest`: the last program with its suspicious lines marked, to be changed as little as possible
 * - `hints`: the first question, and the small edits that the search ranks first
 * - `edits`: the last program, to be changed by search and replace blocks
 */
export const STRATEGIES = ["continue", "sample", "fresh", "rewrite", "avoid", "smallest", "hints", "edits"] as const;

export type StrategyName = (typeof STRATEGIES)[number];

/**
 * How a task is put to a model at first: `plain` as version 0.1 did; `brief` in one line, as OctoPack words it; `hunt`
 * with what such bugs are.
 */
export const PROMPTS = ["plain", "brief", "hunt"] as const;

export type PromptName = (typeof PROMPTS)[number];

/** What a sample may cost, and what tokens do: no attempt is made that would cost more. */
export interface Spending {
  /** Tokens of prompts and answers together. */
  readonly tokens?: number;
  /** On the clock, from the first question on. */
  readonly seconds?: number;
  /** In the currency of the prices. */
  readonly cost?: number;
  /** Per million tokens. */
  readonly priceIn?: number;
  readonly priceOut?: number;
}

/** Why a sample had no further attempt. */
export const STOPS = [
  ...(["passed", "attempts", "no_examples", "tokens", "seconds", "cost", "sandbox_error"] as const),
  // A model that calls tools has handed in a program, or has called them without giving any.
  ...(["submitted", "turns"] as const),
] as const;

export type Stop = (typeof STOPS)[number];
