/** How likely an edit is: a sum of weights, learned by `scripts/learn_search_weights.ts`. */
import type { Docs } from "./docs.ts";
import type { Edit } from "./edit.ts";
import { plainFeatures, symptomFeatures } from "./features.ts";
import type { Symptoms } from "./symptoms.ts";
import weights from "./weights.json" with { type: "json" };

/** Feature → its share of the logarithm of the odds. */
export type Weights = Readonly<Record<string, number>>;

export const LEARNED: Weights = weights.weights;

/** How many edits of its family compete: the family's likelihood is shared among them. */
export const CROWD = "logarithm of the family's size";

/** Likelihoods of all edits of a program, as logarithms up to a constant. */
export function scores(
  edits: readonly Edit[],
  docs: Docs,
  symptoms: Symptoms | undefined,
  by: Weights = LEARNED,
): number[] {
  const sizes = new Map<string, number>();
  for (const { family } of edits) sizes.set(family, (sizes.get(family) ?? 0) + 1);
  return edits.map((edit) => {
    const names = [...plainFeatures(edit, docs), ...(symptoms === undefined ? [] : symptomFeatures(edit, symptoms))];
    const crowd = Math.log(sizes.get(edit.family) ?? 1) * (by[CROWD] ?? 0);
    return names.reduce((sum, name) => sum + (by[name] ?? 0), crowd);
  });
}
