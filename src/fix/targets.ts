/** Which function of a file is to be repaired: the one that was named, or the one that the failure points to. */
import type { FixSupport, FunctionText, Mentions } from "../core/index.ts";
import { usageError } from "../lib/errors.ts";
import type { Evidence } from "./evidence.ts";

export interface Suspects {
  /** Tried one after another; empty where it is not clear. */
  readonly targets: readonly FunctionText[];
  /** What could be meant, with why, where it is not clear. */
  readonly candidates: readonly { readonly target: FunctionText; readonly reason: string }[];
}

/**
 * @param asked what --function says: a name, a path ("Dial.level"), or a path and a property's part ("Dial.level.setter")
 * @throws UserError (exit code 2) where there is no such function
 */
export function suspectsIn(
  all: readonly FunctionText[],
  asked: string | undefined,
  evidence: Evidence,
  { mentionsIn }: Pick<FixSupport, "mentionsIn">,
): Suspects {
  const pool = named(all.filter(isLast), asked);
  // The parts of one property are one function to its user.
  if (asked !== undefined && new Set(pool.map(({ path }) => path)).size === 1) return sure(pool);
  const inside = evidence.lines.flatMap((line) => functionAt(pool, line) ?? []).at(-1);
  if (inside !== undefined) return sure([inside]);
  for (const of of ["statement", "inside"] as const) {
    const found = mostMentioned(
      pool,
      evidence.failing.map((it) => mentionsIn(it[of])),
    );
    if (found.length > 0 && new Set(found.map(({ path }) => path)).size === 1) return sure(found);
    if (found.length > 1)
      return unclear(found, of === "statement" ? "the assertion that fails calls it" : "a failing test calls it");
  }
  return pool.length === 1
    ? sure(pool)
    : unclear(pool, asked === undefined ? "it is in the file" : `it is called ${asked}`);
}

/** The innermost function that holds a line. */
function functionAt(functions: readonly FunctionText[], line: number): FunctionText | undefined {
  return functions.findLast(({ lines: [first, last] }) => first <= line && line <= last);
}

/** A signature alone is no function, and of two definitions of one name the later one counts. */
function isLast(it: FunctionText, at: number, all: readonly FunctionText[]): boolean {
  return it.role !== "overload" && !all.slice(at + 1).some(({ path, role }) => path === it.path && role === it.role);
}

function named(all: readonly FunctionText[], asked: string | undefined): readonly FunctionText[] {
  if (asked === undefined) return all;
  const ways: ((it: FunctionText) => boolean)[] = [
    ({ path }) => path === asked,
    ({ path, role }) => role !== "" && `${path}.${role}` === asked,
    ({ path }) => path.endsWith(`.${asked}`),
  ];
  for (const way of ways) {
    const found = all.filter(way);
    if (found.length > 0) return found;
  }
  const names = [...new Set(all.map(({ path }) => path))];
  throw usageError(`there is no function ${asked}`, `there are: ${names.join(", ")}`);
}

/** Those that most of the failing tests mention. */
function mostMentioned(pool: readonly FunctionText[], tests: readonly Mentions[]): FunctionText[] {
  const counts = pool.map((it) => tests.filter((test) => mentions(test, it, pool)).length);
  const most = Math.max(0, ...counts);
  return most === 0 ? [] : pool.filter((_, at) => counts[at] === most);
}

/** A method is meant where its class is named, or where no other class has one of its name. */
function mentions(
  { called, named: all }: Mentions,
  { name, path, role }: FunctionText,
  pool: readonly FunctionText[],
): boolean {
  const outer = path.slice(0, -name.length - 1);
  // No test reaches a function inside a function.
  if (pool.some((it) => it.path === outer) || !(role === "" ? called : all).has(name)) return false;
  const rivals = pool.filter((it) => it.name === name && it.path !== path);
  return rivals.length === 0 || all.has(outer.split(".").at(-1) ?? "");
}

function sure(targets: readonly FunctionText[]): Suspects {
  return { targets, candidates: [] };
}

function unclear(found: readonly FunctionText[], reason: string): Suspects {
  return { targets: [], candidates: found.map((target) => ({ target, reason })) };
}

/** "Dial.level (setter), line 11". */
export function labelOf({ path, role, lines: [line] }: FunctionText): string {
  return `${path}${role === "" ? "" : ` (${role})`}, line ${line}`;
}
