import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { thisMachine } from "../../src/sandbox/process.ts";
import { pythonWithPytest } from "../support/broken_project.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram } from "../support/program.ts";

const LONG = process.env.CI === "true";
const python = pythonWithPytest();
const missing = python === undefined || thisMachine().bubblewrap === undefined;
const skip = missing && !LONG;

interface Kind {
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** The file that is repaired, the wrong text in it, and the right one. */
  readonly mended: readonly [file: string, wrong: string, right: string];
  readonly function: string;
}

const METHODS = `class Box:
    def __init__(self, items):
        self.items = list(items)

    def first(self):
        return self.items[0]

    def last(self):
        return self.items[0]
`;

const KINDS: Readonly<Record<string, Kind>> = {
  "a unittest class, with several failing tests": {
    files: {
      "box.py": METHODS,
      "test_box.py":
        "import unittest\n\nfrom box import Box\n\n\nclass BoxTest(unittest.TestCase):\n    def test_first(self):\n        self.assertEqual(Box([1, 2]).first(), 1)\n\n    def test_last(self):\n        self.assertEqual(Box([1, 2]).last(), 2)\n\n    def test_last_of_three(self):\n        box = Box([1, 2, 3])\n        self.assertEqual(box.last(), 3)\n",
    },
    args: ["box.py", "--command", "python3 -m unittest test_box"],
    mended: [
      "box.py",
      "def last(self):\n        return self.items[0]",
      "def last(self):\n        return self.items[-1]",
    ],
    function: "Box.last",
  },
  "a coroutine below a decorator, in CRLF with a byte order mark": {
    files: {
      "job.py":
        "\uFEFFimport functools\r\n\r\n\r\ndef logged(function):\r\n    @functools.wraps(function)\r\n    async def run(*args):\r\n        return await function(*args)\r\n    return run\r\n\r\n\r\n@logged\r\nasync def double(number):\r\n    # twice\r\n    return number + 2\r\n",
      "test_job.py":
        "import asyncio\n\nfrom job import double\n\n\ndef test_double():\n    assert asyncio.run(double(5)) == 10\n    assert asyncio.run(double(0)) == 0\n",
    },
    args: ["job.py", "--command", "pytest -q"],
    mended: ["job.py", "number + 2", "number * 2"],
    function: "double",
  },
  "what failed last, a wrong value of one of several functions in a package": {
    files: {
      "shop/__init__.py": "",
      "shop/prices.py":
        "def net(price):\n\treturn price\n\n\ndef total(prices):\n\tsum_ = 0\n\tfor price in prices:\n\t\tsum_ -= price\n\treturn sum_\n",
      "tests/test_prices.py":
        "from shop.prices import net, total\n\n\ndef test_net():\n    assert net(3) == 3\n\n\ndef test_total():\n    result = total([1, 2])\n    assert result == 3\n",
      "conftest.py": "",
    },
    args: ["--last"],
    mended: ["shop/prices.py", "sum_ -= price", "sum_ += price"],
    function: "total",
  },
  "a static method and a class method of one name in two classes": {
    files: {
      "shapes.py":
        "class A:\n    @staticmethod\n    def make(size):\n        return size * 2\n\n\nclass B:\n    @classmethod\n    def make(cls, size):\n        return size * 4 - 1\n",
      "test_shapes.py":
        "from shapes import A, B\n\n\ndef test_a():\n    assert A.make(1) == 2\n\n\ndef test_b():\n    assert B.make(1) == 4\n    assert B.make(2) == 8\n",
    },
    args: ["shapes.py", "--command", "pytest -q"],
    mended: ["shapes.py", "size * 4 - 1", "size * 4"],
    function: "B.make",
  },
};

function projectOf(files: Kind["files"]): string {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe.skipIf(skip)(`fix finds the function, and changes nothing else${skip ? " (skipped)" : ""}`, () => {
  // The finding itself is tried in test/fix; each of these runs a project's tests several times over.
  const kinds = Object.keys(KINDS).filter((_, index) => LONG || index % 3 === 0);
  it.each(kinds)("%s", { timeout: 240_000 }, async (name) => {
    const { files, args, mended, function: path } = KINDS[name] as Kind;
    const [file, wrong, right] = mended;
    const root = projectOf(files);
    if (args[0] === "--last") fail(root);
    const more = ["--python", python ?? "", "--seconds", "600", "--apply", "--force", "--json", "--model", "search"];
    const { code, stdout, stderr } = await runProgram(["fix", ...args, ...more], { cwd: root });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ fixed: true, file, function: path });
    expect(readFileSync(join(root, file), "utf8")).toBe(files[file]?.replace(wrong, right));
  });

  const PAIR = {
    "pair.py":
      "def half(n):\n    return n // 3\n\n\ndef quarter(n):\n    return half(half(n))\n\n\ndef larger(a, b):\n    return a if a < b else b\n",
    "test_pair.py":
      "from pair import half, larger, quarter\n\n\ndef test_quarter():\n    assert quarter(8) == 2\n\n\ndef test_half():\n    assert half(8) == 4\n    assert half(2) == 1\n\n\ndef test_larger():\n    assert larger(1, 2) == 2\n    assert larger(5, 2) == 5\n\n\ndef test_same():\n    assert larger(1, 1) == 1\n",
  };

  it("repairs several functions, one after the other, those that others use first", { timeout: 240_000 }, async () => {
    const root = projectOf(PAIR);
    const more = ["--interpreter", python ?? "", "--apply", "--force", "--json", "--model", "search"];
    const args = ["fix", "pair.py", "--command", "pytest -q", "--seconds", "600", ...more];
    const { code, stdout, stderr } = await runProgram(args, { cwd: root });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const found = { fixed: true, function: "half, larger", failing: { before: 3, now: 0 } };
    expect(JSON.parse(stdout)).toMatchObject(found);
    const right = PAIR["pair.py"].replace("n // 3", "n // 2").replace("a < b", "a > b");
    expect(readFileSync(join(root, "pair.py"), "utf8")).toBe(right);
  });

  it("says how many of the failing tests pass now where some still fail", { timeout: 240_000 }, async () => {
    const root = projectOf({
      "pair.py": PAIR["pair.py"].replace("a if a < b else b", "0"),
      "test_pair.py": PAIR["test_pair.py"].replace("larger(1, 2) == 2", "larger(1, 2) == 'neither one nor the other'"),
    });
    const more = ["--interpreter", python ?? "", "--model", "search", "--search-budget", "20", "--seconds", "600"];
    const { code, stdout } = await runProgram(["fix", "pair.py", "--command", "pytest -q", ...more], { cwd: root });
    expect(code).toBe(1);
    expect(stdout).toContain("+    return n // 2\n");
    expect(stdout).toMatch(/\n2 of 4 failing tests pass now; verified by pytest \(forgeable\); by search/);
  });

  it("says which functions there are where that is not clear", { timeout: 60_000 }, async () => {
    const root = projectOf({
      "two.py": "def one(a):\n    return a\n\n\ndef two(a):\n    return a\n",
      "test_two.py": "from two import one, two\n\n\ndef test_both():\n    assert one(1) == two(2)\n",
    });
    const run = await runProgram(["fix", "two.py", "--command", "pytest -q", "--python", python ?? ""], { cwd: root });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("one, line 1: the assertion that fails calls it; two, line 5");
    expect(run.stderr).toContain("--function");
  });
});

describe("fix --tests", { timeout: 120_000 }, () => {
  const source = "def half(a):\n    return a // 2\n\n\ndef third(a):\n    return a // 4\n";
  const fix = (files: Kind["files"], ...args: string[]) =>
    runProgram(
      ["fix", "m.py", "--tests", "checks.py", ...(args.includes("--model") ? [] : ["--model", "search"]), ...args],
      {
        cwd: projectOf({ "m.py": source, ...files }),
      },
    );

  it("counts what runs under the guard, and repairs the one of two functions that fails", async () => {
    const checks =
      'from m import half, third\n\nassert half(4) == 2\n\nif __name__ == "__main__":\n    assert third(9) == 3\n    assert third(8) == 2\n';
    const run = await fix({ "checks.py": checks }, "--json");
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ fixed: true, function: "third" });
  });

  it("takes no model of the project for one of that name elsewhere", async () => {
    const files = { "checks.py": "from m import third\n\nassert third(9) == 3\n", "Qwen/Small/config.json": "{}" };
    const run = await fix(files, "--model", "Qwen/Small");
    expect(run).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("Qwen/Small is in the project") });
  });

  it("says what it cannot judge, and how to go on", async () => {
    const checks = "import asyncio\nfrom m import half\n\nassert asyncio.run(half(4)) == 2\n";
    const run = await fix({ "m.py": "async def half(a):\n    return a // 2\n", "checks.py": checks });
    expect(run).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--command") });
  });

  it.each([
    [
      "a docstring that mentions tests",
      '"""\ntest_it()\nthird(9)\n"""\nfrom m import half\n\n\ndef test_it():\n    assert half(4) == 2\n',
      0,
      "nothing fails",
    ],
    ["no assertion", "from m import half\n\nhalf(4)\n", 2, "executes no assertion"],
    [
      "unittest",
      "import unittest\nfrom m import half\n\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(half(4), 2)\n",
      2,
      "--command",
    ],
  ])("%s", async (_, checks, code, says) => {
    const run = await fix({ "checks.py": checks });
    expect(run).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(says) });
  });
});

/** As a user's pytest does, who then asks for a repair. */
function fail(root: string): void {
  try {
    execFileSync(python ?? "", ["-m", "pytest", "-q"], { cwd: root, stdio: "ignore" });
  } catch {
    // it fails, as it should
  }
}
