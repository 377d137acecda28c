/** How likely an edit is: a sum of weights, learned by `scripts/learn_search_weights.ts`. */
import type { MutationSpace, Symptom } from "../core/index.ts";

/** Feature → its share of the logarithm of the odds. */
export type Weights = Readonly<Record<string, number>>;

/** How many edits of its operator compete, as a power of two: the operator's likelihood is shared among them. */
const CROWD = "rivals";

/** The features of all edits of a program, in their order. */
export function featuresOf(space: MutationSpace, symptom?: Symptom): string[][] {
  const sizes = new Map<string, number>();
  for (const { operator } of space.edits) sizes.set(operator, (sizes.get(operator) ?? 0) + 1);
  const crowd = space.edits.map(({ operator }) => `${CROWD}: ${Math.round(Math.log2(sizes.get(operator) ?? 1))}`);
  return space.features(symptom).map((names, index) => [...names, crowd[index] ?? ""]);
}

/** Likelihoods of all edits of a program, as logarithms up to a constant. */
export function scores(space: MutationSpace, by: Weights, symptom?: Symptom): number[] {
  return featuresOf(space, symptom).map((names) => names.reduce((sum, name) => sum + (by[name] ?? 0), 0));
}
