/** A buggy program → small edits of it as whole programs, the most likely first, none twice. */
import type { Mutation, MutationInput, Mutations, Symptom } from "../core/index.ts";
import { applyChanges, areApart } from "./changes.ts";
import { scores, type Weights } from "./ranking.ts";

/** A program that differs from the one given by one or two edits. */
export interface EditedProgram {
  readonly code: string;
  readonly edits: readonly Mutation[];
  /** A logarithm, up to a constant. */
  readonly score: number;
}

/** Deterministic: it depends on the input and on what it was told, on nothing else. */
export interface EditStream {
  /** The most likely program that has not been given yet; undefined when there are no more. */
  next(): EditedProgram | undefined;
  /** From now on the order heeds how the program failed. */
  heed(symptom: Symptom): void;
}

/** Most likely edits that are tried in pairs. */
const PAIRED = 250;

/** Nothing is made before it is asked for but the list of edits; a text is made, and parsed, when it is given. */
export function openStream(
  input: MutationInput,
  mutations: Mutations,
  weights: Weights = mutations.weights,
): EditStream {
  const space = mutations.open(input);
  const given = new Set([input.code]);
  const ordered = (symptom?: Symptom): Iterator<Ranked> => combinations(space.edits, scores(space, weights, symptom));
  let queue = ordered();
  return {
    next: () => {
      for (let step = queue.next(); !step.done; step = queue.next()) {
        const code = applyChanges(
          input.code,
          step.value.edits.flatMap((edit) => edit.changes),
        );
        if (given.has(code)) continue;
        given.add(code);
        if (mutations.parses(code)) return { code, ...step.value };
      }
      return undefined;
    },
    heed: (symptom) => {
      queue = ordered(symptom);
    },
  };
}

/** Edits in a few words: "line 4, compare: < → <=". */
export function describeEdits(edits: readonly Mutation[]): string {
  return edits
    .map(({ operator, kind, line }) => `line ${line}, ${operator.replaceAll("_", " ")}: ${kind}`)
    .join(" and ");
}

type Ranked = Pick<EditedProgram, "edits" | "score">;

/** Single edits by likelihood, then pairs of the likeliest by the sum of theirs. */
function* combinations(edits: readonly Mutation[], likelihoods: readonly number[]): Generator<Ranked, undefined> {
  const singles = edits
    .map((edit, index) => ({ edit, score: likelihoods[index] ?? 0, index }))
    .sort((a, b) => b.score - a.score || a.index - b.index);
  for (const { edit, score } of singles) yield { edits: [edit], score };
  const best = singles.slice(0, PAIRED);
  const pairs = best.flatMap((first, index) =>
    best.slice(index + 1).map((second) => ({ first, second, score: first.score + second.score })),
  );
  pairs.sort((a, b) => b.score - a.score);
  for (const { first, second, score } of pairs) {
    if (areApart(first.edit.changes, second.edit.changes)) yield { edits: [first.edit, second.edit], score };
  }
  return undefined;
}
