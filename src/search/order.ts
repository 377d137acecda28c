/** How likely an edit is: a sum of weights, learned by `scripts/learn_search_weights.ts`. */
import type { Docs } from "../languages/python/search/docs.ts";
import type { Edit } from "../languages/python/search/edit.ts";
import { plainFeatures, symptomFeatures } from "../languages/python/search/features.ts";
import type { Symptoms } from "../languages/python/search/symptoms.ts";
import weights from "../languages/python/search/weights.json" with { type: "json" };

/** Feature → its share of the logarithm of the odds. */
export type Weights = Readonly<Record<string, number>>;

export const LEARNED: Weights = weights.weights;

/** How many edits of its family compete, as a power of two: the family's likelihood is shared among them. */
const CROWD = "rivals";

/** The features of all edits of a program, in their order. */
export function featuresOf(edits: readonly Edit[], docs: Docs, symptoms: Symptoms | undefined): string[][] {
  const sizes = new Map<string, number>();
  for (const { family } of edits) sizes.set(family, (sizes.get(family) ?? 0) + 1);
  return edits.map((edit) => [
    ...plainFeatures(edit, docs),
    ...(symptoms === undefined ? [] : symptomFeatures(edit, symptoms)),
    `${CROWD}: ${Math.round(Math.log2(sizes.get(edit.family) ?? 1))}`,
  ]);
}

/** Likelihoods of all edits of a program, as logarithms up to a constant. */
export function scores(
  edits: readonly Edit[],
  docs: Docs,
  symptoms: Symptoms | undefined,
  by: Weights = LEARNED,
): number[] {
  return featuresOf(edits, docs, symptoms).map((names) => names.reduce((sum, name) => sum + (by[name] ?? 0), 0));
}
