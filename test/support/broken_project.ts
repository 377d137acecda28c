/** A throw-away git repository with five broken modules and their tests. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./folder.ts";

/** One mistake per module: what is wrong, and the line that a repair has in its place. */
export const MODULES = {
  bank: {
    source: `class Account:
    def __init__(self, balance=0):
        self.balance = balance

    def withdraw(self, amount):
        """Take money out; never below zero."""
        if amount >= self.balance:
            raise ValueError("not enough")
        self.balance -= amount
        return self.balance
`,
    tests: `import pytest
from bank import Account


def test_withdraw_all():
    assert Account(10).withdraw(10) == 0


def test_withdraw_too_much():
    with pytest.raises(ValueError):
        Account(10).withdraw(11)
`,
    repaired: "        if amount > self.balance:",
  },
  lists: {
    source: `def chunks(items, size):
    """Split a list into parts of \`size\`."""
    parts = []
    for start in range(0, len(items) - 1, size):
        parts.append(items[start:start + size])
    return parts
`,
    tests: `from lists import chunks


def test_even():
    assert chunks([1, 2, 3, 4], 2) == [[1, 2], [3, 4]]


def test_rest():
    assert chunks([1, 2, 3], 2) == [[1, 2], [3]]


def test_one():
    assert chunks([7], 3) == [[7]]
`,
    repaired: "    for start in range(0, len(items), size):",
  },
  text: {
    source: `def initials(name):
    """The first letters of the words of a name, in capitals."""
    return "".join(word[0].lower() for word in name.split())
`,
    tests: `from text import initials


def test_initials():
    assert initials("ada king lovelace") == "AKL"
`,
    repaired: '    return "".join(word[0].upper() for word in name.split())',
  },
  loop: {
    source: `def digits(number):
    """Count the decimal digits of a number."""
    count = 0
    while number >= 0:
        number //= 10
        count += 1
    return count
`,
    tests: `from loop import digits


def test_digits():
    assert digits(4711) == 4
    assert digits(9) == 1
    assert digits(1000000) == 7
    assert digits(55) == 2
`,
    repaired: "    while number > 0:",
  },
  tree: {
    source: `def depth(node):
    """How deep a tree of (left, right) pairs is; None is no tree."""
    if node is None:
        return 0
    left, right = node
    return 1 + min(depth(left), depth(right))
`,
    tests: `from tree import depth


def test_depth():
    assert depth(None) == 0
    assert depth((None, None)) == 1
    assert depth(((None, None), None)) == 2
`,
    repaired: "    return 1 + max(depth(left), depth(right))",
  },
} as const;

/** Writes and commits the project; the tests find the modules beside them. */
export function brokenProject(more: Readonly<Record<string, string>> = {}): string {
  const root = temporaryFolder();
  mkdirSync(join(root, "tests"), { recursive: true });
  writeFileSync(join(root, "conftest.py"), "");
  for (const [name, { source, tests }] of Object.entries(MODULES)) {
    writeFileSync(join(root, `${name}.py`), source);
    writeFileSync(join(root, "tests", `test_${name}.py`), tests);
  }
  for (const [path, text] of Object.entries(more)) writeFileSync(join(root, path), text);
  const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args], { stdio: "ignore" });
  git("init", "-q");
  git("add", "-A", "-f");
  git("-c", "user.email=test@example.org", "-c", "user.name=test", "commit", "-qm", "broken");
  return root;
}

/** A Python that has pytest; undefined where none does. */
export function pythonWithPytest(): string | undefined {
  const found = ["/usr/bin/python3", "python3"].find(
    (python) => spawnSync(python, ["-m", "pytest", "--version"]).status === 0,
  );
  return found;
}
