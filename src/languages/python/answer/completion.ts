/** What a program leaves out that stands elsewhere: in other pieces of the answer, or in the declaration. */
import type { Target } from "../../../core/index.ts";
import { helpersOf } from "../declaration.ts";
import { freeNames, type Statement, statements, topLevelNames } from "../names.ts";

/**
 * Puts above a program, behind its `from __future__`, what stands before the entry point in the declaration, where the
 * program does not bind all of its names; and of the other pieces the statements that bind names it uses.
 */
export function complete(code: string, others: readonly string[], target: Target): string {
  const helpers = missingHelpers(code, target);
  const restored = [helpers, ...needed(code, others).filter((it) => !helpers.includes(it))].filter((it) => it !== "");
  if (restored.length === 0) return code;
  const at = endOfFuture(code);
  const head = at === 0 ? "" : `${code.slice(0, at)}\n\n\n`;
  return `${head}${restored.join("\n\n\n")}\n\n\n${code.slice(at).replace(/^\s*\n/, "")}`;
}

function missingHelpers(code: string, { declaration, entry_point }: Target): string {
  const helpers = hasDefinition(declaration, entry_point) ? helpersOf(declaration, entry_point) : "";
  const bound = topLevelNames(code);
  const missing = [...topLevelNames(helpers)].some((name) => name !== "*" && !bound.has(name));
  return missing ? helpers.trim() : "";
}

/** A declaration that holds the whole function, or none, has nothing before it. */
function hasDefinition(declaration: string, entryPoint: string): boolean {
  return entryPoint !== "" && helpersOf(declaration, entryPoint) !== declaration;
}

/** Statements of the pieces that bind what is used, and what they use in turn; of several the last one counts. */
function needed(code: string, others: readonly string[]): string[] {
  const found = others.flatMap((text) => statements(text).map((statement) => ({ ...statement, text })));
  const binders = found.filter((it) => !isFuture(it, it.text));
  const bound = topLevelNames(code);
  const chosen = new Set<(typeof found)[number]>();
  for (const open = [...freeNames(code)]; open.length > 0; ) {
    const name = open.pop() ?? "";
    const binder = bound.has(name) ? undefined : binders.findLast(({ names }) => names.includes(name));
    if (binder === undefined || chosen.has(binder)) continue;
    chosen.add(binder);
    open.push(...freeNames(textOf(binder)));
  }
  return binders.filter((it) => chosen.has(it) || (chosen.size > 0 && it.names.includes("*"))).map(textOf);
}

function textOf({ text, from, to }: Statement & { readonly text: string }): string {
  return text.slice(from, to).trimEnd();
}

function isFuture({ kind, from }: Statement, code: string): boolean {
  return kind === "ImportStatement" && /^from\s+__future__\s/.test(code.slice(from, from + 40));
}

/** Where the last `from __future__` ends; it must stay first. */
function endOfFuture(code: string): number {
  return statements(code).findLast((statement) => isFuture(statement, code))?.to ?? 0;
}
