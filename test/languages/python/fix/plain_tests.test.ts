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
