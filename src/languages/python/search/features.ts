/** An edit → the features that its likelihood is made of. */
import type { Docs } from "./docs.ts";
import type { Edit, MutationOperator } from "./edit.ts";
import type { Symptoms } from "./symptoms.ts";

/** Operators whose kind names tokens that a specification may have words for. */
const WORDED: ReadonlySet<MutationOperator> = new Set<MutationOperator>([
  ...(["compare", "arithmetic", "boolean", "function_twin", "method_twin", "wrap", "unwrap", "literal"] as const),
]);

/** Features that hold before the program has been run. */
export function plainFeatures(edit: Edit, docs: Docs): string[] {
  const { operator, kind, place, traits } = edit;
  const { statement, role } = place;
  const names = [
    operator,
    `${operator}: ${kind}`,
    `${operator} in ${role}`,
    `in ${role}`,
    `at ${statement.kind}`,
    `${Math.min(statement.loops, 2)} loops`,
    ...traits.map((trait) => `${operator}, ${trait}`),
  ];
  const isOuter = statement.block.owner?.kind === "FunctionDefinition";
  if (isOuter && statement.index === statement.block.statements.length - 1) names.push("last statement");
  if (isOuter && statement.index === 0) names.push("first statement");
  if (WORDED.has(operator)) names.push(...wordFeatures(edit, docs));
  return names;
}

function wordFeatures({ operator, kind }: Edit, docs: Docs): string[] {
  const parts = kind.split(" → ");
  const old = operator === "unwrap" || parts.length === 2 ? parts[0] : undefined;
  const fresh = operator === "wrap" ? kind : parts[1];
  const names: string[] = [];
  if (old !== undefined && old !== "") names.push(docs.says(token(old)) ? "words for the old" : "no words for the old");
  if (fresh !== undefined) names.push(docs.says(token(fresh)) ? "words for the new" : "no words for the new");
  return names;
}

function token(text: string): string {
  return text.replace(/^math\./, "");
}

/** Features that the failure adds. */
export function symptomFeatures(edit: Edit, symptoms: Symptoms): string[] {
  const { operator, kind, place } = edit;
  const names = symptoms.words.map((word) => `${word}: ${operator}`);
  const [verdict] = symptoms.words;
  if (place.role === "while_test" || place.role === "for_iterable") names.push(`${verdict}: in ${place.role}`);
  names.push(`${verdict}: ${place.statement.loops > 0 ? "in" : "outside"} loops`);
  for (const word of symptoms.words.slice(1)) names.push(`${word}: in ${place.role}`);
  for (const word of symptoms.words.slice(1)) if (COARSE.has(operator)) names.push(`${word}: ${operator} ${kind}`);
  const [first, last] = place.statement.lines;
  const on = symptoms.lines.filter((line) => line >= first && line <= last && line < first + 2);
  if (symptoms.lines.length > 0) {
    names.push(on.length > 0 ? "on a line of the traceback" : "on no line of the traceback");
    if (on.length > 0 && on.at(-1) === symptoms.lines.at(-1)) names.push("on the last line of the traceback");
  }
  return names;
}

const COARSE: ReadonlySet<MutationOperator> = new Set<MutationOperator>([
  ...(["wrap", "unwrap", "offset", "compare", "return", "guard", "slice", "add_argument"] as const),
]);
