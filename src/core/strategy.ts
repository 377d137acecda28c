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
