import { describe, expect, it } from "vitest";
import { bodyIn, functionsOf, withBody } from "../../../../src/languages/python/fix/functions.ts";

/** The file when an answer's function takes the place of its own of that name. */
function repaired(source: string, answer: string, name = "f"): string {
  const target = functionsOf(source).findLast((it) => it.name === name);
  if (target === undefined) throw new Error("no such function");
  return withBody(source, target, bodyIn(answer, name, target.header) ?? "");
}

describe("a new body", () => {
  it.each([
    [
      "comments left and right of the body stay",
      "def f(a):\n    b = a\n# left\n    return b - 1\n            # right\n",
      "def f(a):\n    b = a\n    return b + 1\n",
      "def f(a):\n    b = a\n# left\n    return b + 1\n            # right\n",
    ],
    [
      "a comment on the line of the colon",
      "def f(a):  # why\n    return a - 1  # here\n",
      "def f(a):\n    return a + 1\n",
      "def f(a):  # why\n    return a + 1\n",
    ],
    [
      "comments that an answer leaves out or changes stay",
      "def f(a):\n    # one\n    b = a  # two\n\n    # three\n    return b - 1\n",
      "def f(a):\n    b = a  # other\n    return b + 1\n",
      "def f(a):\n    # one\n    b = a  # two\n\n    # three\n    return b + 1\n",
    ],
    [
      "tabs",
      "def f(a):\n\tif a:\n\t\treturn 1\n\treturn 3\n",
      "def f(a):\n    if a:\n        return 2\n    return 3\n",
      "def f(a):\n\tif a:\n\t\treturn 2\n\treturn 3\n",
    ],
    [
      "a method between others",
      "class C:\n    def e(self):\n        return 0\n\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n",
      "def f(self):\n    return 9\n",
      "class C:\n    def e(self):\n        return 0\n\n    def f(self):\n        return 9\n\n    def g(self):\n        return 2\n",
    ],
    [
      "a docstring, with its own line ends and quotes",
      'def f(a):\n    """Says\n  odd  \n    """\n    return a - 1\n',
      "def f(a):\n    return a + 1\n",
      'def f(a):\n    """Says\n  odd  \n    """\n    return a + 1\n',
    ],
    [
      "blanks at the ends of lines, and lines of blanks",
      "def f(a):\n    b = a   \n  \n    return b - 1\n",
      "def f(a):\n    b = a\n    return b + 1\n",
      "def f(a):\n    b = a   \n  \n    return b + 1\n",
    ],
    [
      "one line",
      "def f(a): return a - 1  # c\nx = 1\n",
      "def f(a):\n    return a + 1\n",
      "def f(a): return a + 1\nx = 1\n",
    ],
    [
      "no line end at the end",
      "def f(a):\n    return a - 1",
      "def f(a):\n    return a + 1\n",
      "def f(a):\n    return a + 1",
    ],
    [
      "a comment behind the function is not the function's",
      "def f(a):\n    return a - 1\n    # behind\n# of the next\ng = 1\n",
      "def f(a):\n    return a + 1\n",
      "def f(a):\n    return a + 1\n    # behind\n# of the next\ng = 1\n",
    ],
    [
      "text of several lines in a string",
      'def f(a):\n    b = """\nx\n  y\n"""\n    return b - 1\n',
      'def f(a):\n    b = """\nx\n  y\n"""\n    return b + 1\n',
      'def f(a):\n    b = """\nx\n  y\n"""\n    return b + 1\n',
    ],
    [
      "lines that go and lines that come",
      "def f(a):\n    b = 1\n    c = 2\n    d = 3\n    return b\n",
      "def f(a):\n    b = 1\n    for x in a:\n        # each\n        b += x\n    return b\n",
      "def f(a):\n    b = 1\n    for x in a:\n        # each\n        b += x\n    return b\n",
    ],
    [
      "a coroutine with decorators",
      "@one\n@two(3)\nasync def f(a):\n    return await a - 1\n",
      "async def f(a):\n    return await a + 1\n",
      "@one\n@two(3)\nasync def f(a):\n    return await a + 1\n",
    ],
  ])("%s", (_, source, answer, wanted) => {
    expect(repaired(source, answer)).toBe(wanted);
  });

  it("that is the old one changes nothing", () => {
    const source =
      "class C:\n\tdef f(self):\n\t\t# one\n# two\n\t\tif 1:   \n\n\t\t\treturn (\n\t\t\t\t  1)\n\t\treturn 2\n";
    const [target] = functionsOf(source);
    if (target === undefined) throw new Error("no function");
    expect(withBody(source, target, target.body)).toBe(source);
  });

  it("of a property's part is told by its header", () => {
    const source =
      "class D:\n    @property\n    def v(self):\n        return 1\n\n    @v.setter\n    def v(self, x):\n        self.x = 2\n";
    expect(functionsOf(source).map(({ role }) => role)).toEqual(["getter", "setter"]);
    expect(repaired(source, source.replace("= 2", "= x"), "v")).toBe(source.replace("= 2", "= x"));
  });
});
