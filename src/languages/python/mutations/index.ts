/** Python's mutation operators. */
import { createHash } from "node:crypto";
import type { MutationInput, MutationSpace, Mutations, Symptom } from "../../../core/index.ts";
import { readDocs } from "../search/docs.ts";
import type { Edit } from "../search/edit.ts";
import { plainFeatures, symptomFeatures } from "../search/features.ts";
import { readProgram } from "../search/program.ts";
import { readScopes } from "../search/scope.ts";
import { readSymptoms } from "../search/symptoms.ts";
import learned from "../search/weights.json" with { type: "json" };
import { parses } from "../syntax.ts";
import { addedArguments, otherArguments, unwrapped, wrapped } from "./calls.ts";
import { droppedConditions, filters, negated, strengthened } from "./conditions.ts";
import { otherLiterals, otherNumbers, otherStrings } from "./constants.ts";
import type { Context, Rule } from "./context.ts";
import { everywhere } from "./everywhere.ts";
import { copies, guards, returns } from "./missing.ts";
import { otherNames, otherTargets } from "./names.ts";
import { operandsAlone, otherOperators, otherUpdates, regrouped, swappedOperands } from "./operators.ts";
import { deleted, moved, otherJumps, swapped } from "./statements.ts";
import { indexes, offsets, slices } from "./subscripts.ts";
import { otherFunctions } from "./twins.ts";

const RULES: readonly Rule[] = [
  otherOperators,
  operandsAlone,
  swappedOperands,
  regrouped,
  otherUpdates,
  otherNumbers,
  otherLiterals,
  otherStrings,
  otherNames,
  otherTargets,
  otherFunctions,
  unwrapped,
  wrapped,
  otherArguments,
  addedArguments,
  negated,
  strengthened,
  droppedConditions,
  filters,
  indexes,
  slices,
  offsets,
  deleted,
  swapped,
  moved,
  otherJumps,
  guards,
  returns,
  copies,
];

/** Every small edit of a program, rule by rule; some make the same text, some make one that does not parse. */
function allEdits(context: Context): Edit[] {
  const edits = RULES.flatMap((rule) => [...rule(context)]);
  return [...edits, ...everywhere(edits, context.program.code)];
}

function open({ code, region, entryPoint, docs: words }: MutationInput): MutationSpace {
  if (!parses(code)) return { edits: [], features: () => [] };
  const program = readProgram(code, region);
  const docs = readDocs(words);
  const edits = allEdits({ program, scopes: readScopes(program), docs, entryPoint });
  const features = (symptom?: Symptom): string[][] => {
    const symptoms = symptom && readSymptoms(symptom.verdict, symptom.failure);
    return edits.map((edit) => [...plainFeatures(edit, docs), ...(symptoms ? symptomFeatures(edit, symptoms) : [])]);
  };
  return { edits, features };
}

export const mutations: Mutations = {
  weights: learned.weights,
  fingerprint: createHash("sha256").update(JSON.stringify(learned)).digest("hex").slice(0, 16),
  open,
  parses,
};
