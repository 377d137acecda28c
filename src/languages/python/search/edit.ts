/** What an edit of a Python program is: a few replaced stretches of text, and what they are about. */
import type { Mutation } from "../../../core/index.ts";
import type { Place } from "./program.ts";

/** The mutation operators, by the names that weights and records have for them. */
export const MUTATION_OPERATORS = [
  "compare",
  "arithmetic",
  "boolean",
  "augmented",
  "number",
  "literal",
  "string",
  "name",
  "target",
  "function_twin",
  "method_twin",
  "keep_operand",
  "swap_operands",
  "regroup",
  "unwrap",
  "wrap",
  "drop_argument",
  "swap_arguments",
  "add_argument",
  "negate",
  "strengthen",
  "drop_condition",
  "index",
  "slice",
  "offset",
  "delete_statement",
  "swap_statements",
  "move_statement",
  "control",
  "guard",
  "return",
  "filter",
  "copy_statement",
  "everywhere",
] as const;
export type MutationOperator = (typeof MUTATION_OPERATORS)[number];

export interface Edit extends Mutation {
  readonly operator: MutationOperator;
  readonly place: Place;
  /** What else is known of it that makes it more or less likely. */
  readonly traits: readonly string[];
}
