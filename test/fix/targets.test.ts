import { describe, expect, it } from "vitest";
import type { Evidence } from "../../src/fix/evidence.ts";
import { labelOf, suspectsIn } from "../../src/fix/targets.ts";
import { around } from "../../src/languages/python/fix/calls.ts";
import { functionsOf } from "../../src/languages/python/fix/functions.ts";
import { fix } from "../../src/languages/python/fix/index.ts";

const source = `from typing import overload


@overload
def half(value: int) -> int: ...
@overload
def half(value: str) -> str: ...
def half(value):
    return value // 2


def twice(value):
    return value + half(value)


class Dial:
    @property
    def level(self):
        return self._level

    @level.setter
    def level(self, value):
        self._level = value

    def area(self):
        return 1


class Square:
    def area(self):
        return 2

    async def later(self):
        return 3


def twice(value):
    return value * 2
`;
const functions = functionsOf(source);
const nothing: Evidence = { lines: [], failing: [] };
const failing = (statement: string, inside = statement): Evidence => ({ lines: [], failing: [{ statement, inside }] });
const found = (asked: string | undefined, evidence: Evidence) =>
  suspectsIn(functions, asked, evidence, fix).targets.map(labelOf);

describe("the function to be repaired", () => {
  it.each<[string, string | undefined, Evidence, string[]]>([
    ["the innermost of the stack trace", undefined, { lines: [40, 9], failing: [] }, ["half, line 8"]],
    ["what the failing assertion calls", undefined, failing("assert half(3) == 1"), ["half, line 8"]],
    ["the later of two definitions", undefined, failing("assert twice(3) == 1"), ["twice, line 37"]],
    [
      "what the failing test calls",
      undefined,
      failing("assert x == 1", "def test():\n  x = half(1)\n  assert x == 1"),
      ["half, line 8"],
    ],
    [
      "the method of the class that is named",
      undefined,
      failing("assert Square().area() == 1"),
      ["Square.area, line 30"],
    ],
    ["a method by its own name", "later", nothing, ["Square.later, line 33"]],
    ["a short name, by what fails", "area", failing("assert Square().area() == 1"), ["Square.area, line 30"]],
    ["a whole path", "Dial.area", failing("assert Square().area() == 1"), ["Dial.area, line 25"]],
    [
      "a property: each of its parts",
      "Dial.level",
      nothing,
      ["Dial.level (getter), line 18", "Dial.level (setter), line 22"],
    ],
    ["a property's part", "Dial.level.setter", nothing, ["Dial.level (setter), line 22"]],
    ["a coroutine", undefined, failing("assert asyncio.run(Square().later()) == 4"), ["Square.later, line 33"]],
  ])("%s", (_, asked, evidence, wanted) => {
    expect(found(asked, evidence)).toEqual(wanted);
  });

  it.each<[string, string | undefined, Evidence, string[]]>([
    ["two that the assertion calls", undefined, failing("assert half(1) == twice(0)"), ["half", "twice"]],
    ["a name of two classes", "area", nothing, ["Dial.area", "Square.area"]],
    [
      "a mention in a string",
      undefined,
      failing('assert "half(1)" == ""  # twice(1)'),
      ["half", "Dial.level", "Dial.level", "Dial.area", "Square.area", "Square.later", "twice"],
    ],
  ])("is not clear where there are several: %s", (_, asked, evidence, wanted) => {
    const { targets, candidates } = suspectsIn(functions, asked, evidence, fix);
    expect(targets).toEqual([]);
    expect(candidates.map(({ target }) => target.path)).toEqual(wanted);
    expect(candidates.every(({ reason }) => reason !== "")).toBe(true);
  });

  it("is the one that most failing tests call", () => {
    const tests = ["assert half(1) == twice(0)", "assert half(2) == 1"];
    const evidence = { lines: [], failing: tests.map((it) => ({ statement: it, inside: it })) };
    expect(found(undefined, evidence)).toEqual(["half, line 8"]);
  });

  it("must be there", () => {
    expect(() => found("nobody", nothing)).toThrow("there is no function nobody");
  });
});

describe("what stands around a line of a test", () => {
  const tests =
    "import m\n\n\ndef test_a():\n    x = m.f(\n        1,\n    )\n    assert (\n        x\n        == 2\n    )\n\n\nassert m.g() == 1\n";
  it("is its statement, whole, and its function", () => {
    expect(around(tests, 8).statement).toBe("assert (\n        x\n        == 2\n    )");
    expect(around(tests, 9).statement).toBe("assert (\n        x\n        == 2\n    )");
    expect(around(tests, 8).inside).toContain("m.f(");
    expect(around(tests, 8).inside).not.toContain("m.g");
    expect(around(tests, 14).statement).toBe("assert m.g() == 1");
  });
});
