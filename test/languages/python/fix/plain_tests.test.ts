import { describe, expect, it } from "vitest";
import { plainTests, unfitForJudge } from "../../../../src/languages/python/fix/plain_tests.ts";

const one = "from m import f\n\n\ndef test_one():\n    assert f(1) == 1\n";

describe("tests for the tamper-resistant judge", () => {
  it("are called, each once", () => {
    expect(unfitForJudge(one, "m")).toBeUndefined();
    expect(plainTests(one, "m").trim().split("\n").at(-1)).toBe("test_one()");
  });

  it.each([
    ["in a class", "class TestF:\n    def test_two(self):\n        assert f(2) == 4\n", "TestF.test_two"],
    ["that are coroutines", "async def test_two():\n    assert f(2) == 4\n", "test_two"],
    ["that are generators", "def test_two():\n    yield\n    assert f(2) == 4\n", "test_two"],
    ["below a condition", "if True:\n    def test_two():\n        assert f(2) == 4\n", "test_two"],
  ])("are refused rather than left out: %s", (_, more, name) => {
    expect(unfitForJudge(`${one}\n\n${more}`, "m")).toBe(`only a test framework runs ${name}`);
  });
});

describe("what of a file of tests is run", () => {
  it.each(['if __name__ == "__main__":', "if '__main__' == __name__:", "if (__name__ == '__main__'):"])(
    "is what runs when it is a program, too: %s",
    (guard) => {
      expect(plainTests(`from m import f\n\n${guard}\n    assert f(1) == 1\n`, "m")).toContain(
        "if True:\n    assert f(1)",
      );
    },
  );

  it("is not what a docstring or a comment mentions", () => {
    const text = `"""Run it by\n\ntest_one()\n"""\n# test_one()\n${one}`;
    expect(plainTests(text, "m").trimEnd().split("\n").at(-1)).toBe("test_one()");
    const called = `${one}\n\nif __name__ == "__main__":\n    test_one()\n`;
    expect(plainTests(called, "m").match(/^ *test_one\(\)/gm)).toHaveLength(1);
  });

  it("keeps other names of what it imports", () => {
    expect(plainTests("from m import f as g, h\nassert g(1) == h\n", "m")).toContain("g = f\nassert g(1)");
    expect(unfitForJudge("import m\nassert m.f(1) == 1\n", "m")).toContain("they name the module itself");
  });
});
