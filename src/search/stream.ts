/** A buggy program → small edits of it as whole programs, the most likely first, none twice. */

import { allEdits } from "../languages/python/mutations/index.ts";
import { readDocs } from "../languages/python/search/docs.ts";
import { applyChanges, areApart, type Edit } from "../languages/python/search/edit.ts";
import { type Region, readProgram } from "../languages/python/search/program.ts";
import { readScopes } from "../languages/python/search/scope.ts";
import type { Symptoms } from "../languages/python/search/symptoms.ts";
import { parses } from "../languages/python/syntax.ts";
import { LEARNED, scores, type Weights } from "./order.ts";

export interface SearchInput {
  readonly code: string;
  /** What may be edited; everything by default. */
  readonly region?: Region;
  readonly entryPoint: string;
  /** The specification in words; empty where it is not to be used. */
  readonly docs: string;
}

/** A program that differs from the one given by one or two edits. */
export interface EditedProgram {
  readonly code: string;
  readonly edits: readonly Edit[];
}

/** Deterministic: it depends on the input and on what it was told, on nothing else. */
export interface EditStream {
  /** The most likely program that has not been given yet; undefined when there are no more. */
  next(): EditedProgram | undefined;
  /** From now on the order heeds how the program failed. */
  heed(symptoms: Symptoms): void;
}

/** Most likely edits that are tried in pairs. */
const PAIRED = 250;

/** Nothing is made before it is asked for but the list of edits; a text is made, and parsed, when it is given. */
export function openStream(input: SearchInput, weights: Weights = LEARNED): EditStream {
  const edits = editsOf(input);
  const given = new Set([input.code]);
  const docs = readDocs(input.docs);
  const ordered = (symptoms?: Symptoms): Iterator<readonly Edit[]> =>
    combinations(edits, scores(edits, docs, symptoms, weights));
  let queue = ordered();
  return {
    next: () => {
      for (let step = queue.next(); !step.done; step = queue.next()) {
        const code = applyChanges(
          input.code,
          step.value.flatMap((edit) => edit.changes),
        );
        if (given.has(code)) continue;
        given.add(code);
        if (parses(code)) return { code, edits: step.value };
      }
      return undefined;
    },
    heed: (symptoms) => {
      queue = ordered(symptoms);
    },
  };
}

/** Edits in a few words: "line 4, compare: < → <=". */
export function describeEdits(edits: readonly Edit[]): string {
  return edits
    .map(({ family, kind, place }) => `line ${place.statement.lines[0]}, ${family.replaceAll("_", " ")}: ${kind}`)
    .join(" and ");
}

/** Every edit of a program; empty where it does not parse: there is no tree to edit. */
export function editsOf(input: SearchInput): Edit[] {
  if (!parses(input.code)) return [];
  const program = readProgram(input.code, input.region);
  const docs = readDocs(input.docs);
  return allEdits({ program, scopes: readScopes(program), docs, entryPoint: input.entryPoint });
}

/** Single edits by likelihood, then pairs of the likeliest by the sum of theirs. */
function* combinations(edits: readonly Edit[], likelihoods: readonly number[]): Generator<readonly Edit[], undefined> {
  const singles = edits
    .map((edit, index) => ({ edit, score: likelihoods[index] ?? 0, index }))
    .sort((a, b) => b.score - a.score || a.index - b.index);
  for (const { edit } of singles) yield [edit];
  const best = singles.slice(0, PAIRED);
  const pairs = best.flatMap((first, index) =>
    best.slice(index + 1).map((second) => ({ first, second, score: first.score + second.score })),
  );
  pairs.sort((a, b) => b.score - a.score);
  for (const { first, second } of pairs) {
    if (areApart(first.edit.changes, second.edit.changes)) yield [first.edit, second.edit];
  }
  return undefined;
}
