/** What is to be repaired, and what says that it is. */

/** Judged by a program of asserts that calls the entry point. */
export interface UnitTestCheck {
  readonly kind: "unit_tests";
  /** Source of the hidden tests; they enter the judge's process only. */
  readonly tests: string;
  /** Definitions that the tests may use: what stands before the entry point in the declaration. */
  readonly helpers: string;
}

/**
 * How a program's output is compared with the expected one; docs/values.md has the rules. `decimals` is that of version
 * 0.1, for files that were made with it.
 */
export const COMPARE_RULES = ["numbers", "exact", "decimals"] as const;

export type CompareRule = (typeof COMPARE_RULES)[number];

export const DEFAULT_RULE: CompareRule = "numbers";

/** Judged by running the whole program once per case and comparing what it prints. */
export interface StdioCheck {
  readonly kind: "stdio";
  readonly cases: readonly { readonly stdin: string; readonly stdout: string }[];
  /** `numbers` where it does not say. */
  readonly compare?: CompareRule;
  /** Seconds per case, where the problem says so. */
  readonly timeLimitSec?: number;
}

export type Check = UnitTestCheck | StdioCheck;

/** One problem. Field names follow the data set's own where it has one. */
export interface Task {
  readonly task_id: string;
  /** The id of a `Language`; data sets hold tasks of languages that cannot be run here, too. */
  readonly language: string;
  /** What the code must do, in words: a docstring, a problem statement. */
  readonly docstring: string;
  /** What stands before the body: imports, helpers, the signature. Empty for a whole program. */
  readonly declaration: string;
  /** The declaration with the specification in it, as the data set prints it. */
  readonly prompt: string;
  /** The body with the bug (the whole program where `declaration` is empty). */
  readonly buggy_solution: string;
  /** The body of a known fix; empty where none is known. */
  readonly canonical_solution: string;
  /** The function that the tests call; empty for a whole program. */
  readonly entry_point: string;
  /** The kind of bug, for example "value misuse"; empty where unknown. */
  readonly bug_type: string;
  readonly failure_symptoms: string;
  readonly check: Check;
  /** Asserts on the examples that the specification shows; empty or absent where it shows none. */
  readonly example_test?: string;
}

/** What the model may see: the docstring, the tests instead of it, or both. */
export const CONTEXTS = ["docs", "tests", "docs+tests"] as const;

export type Context = (typeof CONTEXTS)[number];

/** What says that a program is right while it is looked for: the hidden tests, or the specification's examples alone. */
export const GUIDES = ["tests", "examples"] as const;

export type Guide = (typeof GUIDES)[number];

/** The same task, judged by the examples of its specification. */
export function exampleTask(task: Task): Task {
  const { check, example_test = "" } = task;
  if (check.kind !== "unit_tests") return task;
  return { ...task, check: { ...check, tests: example_test.replace(FOREIGN_HEAD, "") } };
}

/** Indented lines before the first one at the margin: the end of something else (a solution's, in a row of HumanEvalPack). */
const FOREIGN_HEAD = /^(?:[ \t].*\n|\n)+(?=\S)/;
