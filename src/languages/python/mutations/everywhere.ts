/** The same small change at every place that has the same text: a mistake that was made twice. */
import type { Edit, MutationOperator } from "../search/edit.ts";

const REPEATED: ReadonlySet<MutationOperator> = new Set<MutationOperator>([
  ...([
    "compare",
    "arithmetic",
    "boolean",
    "number",
    "string",
    "name",
    "function_twin",
    "method_twin",
    "literal",
  ] as const),
]);

/** Edits of one stretch each that replace the same text by the same, put together where there are at least two. */
export function* everywhere(edits: readonly Edit[], code: string): Iterable<Edit> {
  const groups = new Map<string, Edit[]>();
  for (const it of edits) {
    const change = it.changes[0];
    if (change === undefined || it.changes.length > 1 || !REPEATED.has(it.operator)) continue;
    const key = JSON.stringify([it.operator, code.slice(change.from, change.to), change.insert]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [it]);
    else if (group.every((other) => other.changes[0]?.from !== change.from)) group.push(it);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined || group.length < 2) continue;
    const changes = group.flatMap((it) => it.changes);
    const traits = [group.length === 2 ? "two places" : "many places"];
    yield { ...first, operator: "everywhere", kind: first.operator, changes, traits };
  }
}
