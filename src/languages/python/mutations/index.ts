/** All families of edits. */
import type { Edit } from "../search/edit.ts";
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

/** Every small edit of a program, family by family; some make the same text, some make one that does not parse. */
export function allEdits(context: Context): Edit[] {
  const edits = RULES.flatMap((rule) => [...rule(context)]);
  return [...edits, ...everywhere(edits, context.program.code)];
}
