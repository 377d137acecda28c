import { describe, expect, it } from "vitest";
import { mutations } from "../../../src/languages/python/mutations/index.ts";
import { MUTATION_OPERATORS } from "../../../src/languages/python/search/edit.ts";
import { applyChanges } from "../../../src/search/changes.ts";

/** operator · what it is told apart by · body of `def f(xs, n)` · the same with the edit */
const EXAMPLES: readonly (readonly [operator: string, kind: string, before: string, after: string])[] = [
  ["compare", "< → <=", "return n < 3", "return n <= 3"],
  ["arithmetic", "+ → -", "return n + 1", "return n - 1"],
  ["boolean", "and → or", "return xs and n", "return xs or n"],
  ["augmented", "+= → -=", "n += 2\nreturn n", "n -= 2\nreturn n"],
  ["number", "plus one", "return n + 1", "return n + 2"],
  ["literal", "True → False", "return True", "return False"],
  ["string", "case", 'return "ab"', 'return "AB"'],
  ["name", "parameter to parameter", "return xs", "return n"],
  ["target", "AssignStatement local", "a = 1\nb = 2\nreturn a", "a = 1\na = 2\nreturn a"],
  ["function_twin", "max → min", "return max(xs)", "return min(xs)"],
  ["method_twin", "lower → upper", "return n.lower()", "return n.upper()"],
  ["keep_operand", "arithmetic left", "return n - 1", "return n"],
  ["swap_operands", "-", "return n - 1", "return 1 - n"],
  ["regroup", "without", "return (n + 1) * 2", "return n + 1 * 2"],
  ["regroup", "with", "return n + 1 * 2", "return (n + 1) * 2"],
  ["unwrap", "len", "return len(xs)", "return xs"],
  ["wrap", "abs", "return n", "return abs(n)"],
  ["drop_argument", "last", "return pow(n, 2)", "return pow(n)"],
  ["swap_arguments", "of 2", "return pow(n, 2)", "return pow(2, n)"],
  ["add_argument", "max key=len", "return max(xs)", "return max(xs, key=len)"],
  ["negate", "VariableName", "if n:\n    n = 2\nreturn n", "if not n:\n    n = 2\nreturn n"],
  [
    "strengthen",
    "and of the function",
    "if n > 1:\n    n = 2\nif xs:\n    n = 3\nreturn n",
    "if n > 1 and xs:\n    n = 2\nif xs:\n    n = 3\nreturn n",
  ],
  ["drop_condition", "if_test", "if n > 1:\n    n = 2\nreturn n", "if True:\n    n = 2\nreturn n"],
  ["index", "to -1", "return xs[0]", "return xs[-1]"],
  ["index", "drop", "return xs[0]", "return xs"],
  ["slice", "drop start", "return xs[1:]", "return xs[:]"],
  ["slice", "step -1", "return xs[1:]", "return xs[1::-1]"],
  ["offset", "+ 1", "return n", "return n + 1"],
  ["delete_statement", "AssignStatement", "n = 2\nreturn n", "return n"],
  ["swap_statements", "AssignStatement AssignStatement", "a = n\nn = 2\nreturn a", "n = 2\na = n\nreturn a"],
  [
    "move_statement",
    "in end ReturnStatement",
    "for x in xs:\n    n += x\nreturn n",
    "for x in xs:\n    n += x\n    return n",
  ],
  [
    "control",
    "BreakStatement → continue",
    "for x in xs:\n    n = x\n    break\nreturn n",
    "for x in xs:\n    n = x\n    continue\nreturn n",
  ],
  ["guard", "not x empty", "return len(xs)", "if not xs:\n    return 0\nreturn len(xs)"],
  ["return", "empty", "return len(xs)", "return 0"],
  ["filter", "truth", "return [x for x in xs]", "return [x for x in xs if x]"],
  [
    "copy_statement",
    "UpdateStatement end",
    "n += 1\nfor x in xs:\n    n -= x",
    "n += 1\nfor x in xs:\n    n -= x\n    n += 1",
  ],
  ["everywhere", "compare", "return n < 3 or len(xs) < 4", "return n <= 3 or len(xs) <= 4"],
];

const inFunction = (body: string): string => `def f(xs, n):\n    ${body.replaceAll("\n", "\n    ")}\n`;

describe("a mutation operator", () => {
  it.each(EXAMPLES)("%s (%s)", (operator, kind, before, after) => {
    const code = inFunction(before);
    const own = mutations.open({ code, entryPoint: "f", docs: "" }).edits.filter((edit) => edit.operator === operator);
    const made = own.map((edit) => `${edit.kind}: ${applyChanges(code, edit.changes).trimEnd()}`);
    expect(made).toContain(`${kind}: ${inFunction(after).trimEnd()}`);
  });

  it("has an example each", () => {
    expect([...new Set(EXAMPLES.map(([operator]) => operator))].sort()).toEqual([...MUTATION_OPERATORS].sort());
  });
});
