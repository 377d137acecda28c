/** The seam to a language's mutation operators: small edits of a program, and what is known of each. */
import type { Failure } from "./failure.ts";
import type { Verdict } from "./verdict.ts";

/** Replaces the text in [from, to); offsets count UTF-16 units of the program's text. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** One small edit. */
export interface Mutation {
  /** The operator that made it. */
  readonly operator: string;
  /** Which of the operator's edits, without the program's own names: "< → <=". */
  readonly kind: string;
  /** Where it begins, from 1. */
  readonly line: number;
  /** In the order of the text; they do not overlap. */
  readonly changes: readonly Change[];
}

/** The part of a text that may be edited. */
export interface Region {
  readonly from: number;
  readonly to: number;
}

export interface MutationInput {
  readonly code: string;
  /** What may be edited; everything by default. */
  readonly region?: Region;
  readonly entryPoint: string;
  /** The specification in words; empty where it is not to be used. */
  readonly docs: string;
}

/** How the unchanged program fails. */
export interface Symptom {
  readonly verdict: Verdict;
  readonly failure?: Failure | undefined;
}

/** Every small edit of one program. */
export interface MutationSpace {
  readonly edits: readonly Mutation[];
  /** What is known of each edit, in their order; more where it is known how the program fails. */
  features(symptom?: Symptom): string[][];
}

export interface Mutations {
  /** What the features have been found to be worth: each one's share of the logarithm of the odds. */
  readonly weights: Readonly<Record<string, number>>;
  /** Identifies operators, features and weights. */
  readonly fingerprint: string;
  /** Empty where the program does not parse: there is nothing to edit then. */
  open(input: MutationInput): MutationSpace;
  /** Whether a text is worth running. */
  parses(code: string): boolean;
}
