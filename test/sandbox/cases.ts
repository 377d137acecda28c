/** Ordinary candidates and programs: what every isolation layer must judge alike. */
import { expect } from "vitest";
import type { CheckExecution, Execution, Limits } from "../../src/core/index.ts";

export interface CheckCase {
  readonly what: string;
  readonly candidate: string;
  readonly tests: string;
  readonly helpers?: string;
  readonly limits?: Partial<Limits>;
  readonly expect: Partial<Record<keyof CheckExecution, unknown>>;
}

export interface ProgramCase {
  readonly what: string;
  readonly program: string;
  readonly stdins: readonly string[];
  readonly limits?: Partial<Limits>;
  readonly expect: readonly Partial<Record<keyof Execution | "failure", unknown>>[];
}

const passes = { verdict: "passed", exitCode: 0, limit: null } as const;
const same = "def f(x):\n    return x\n";

function check(what: string, candidate: string, tests: string, wanted: CheckCase["expect"] = passes): CheckCase {
  return { what, candidate, tests, expect: wanted };
}

export const CASES: readonly CheckCase[] = [
  check(
    "every kind of plain data, there and back",
    same,
    `
import math
for value in (None, True, False, 0, -1, 2**200, -(2**63), 0.1, -0.0, 1e308, float("inf"), float("-inf"), 1 + 2j, "", "text",
              "\\u00e9\\u4e2d\\U0001f600\\ud800", b"", b"\\x00\\xff", [], [1, [2, [3]]], (), (1,), (1, "a", None), set(), {1, 2},
              frozenset({1, (2, 3)}), {}, {"a": 1, 2: [3], (4, 5): {"b": None}}, [[]] * 3, [True, 1, 1.0]):
    back = f(value)
    assert back == value and type(back) is type(value), value
    assert repr(back) == repr(value), value
assert math.isnan(f(float("nan"))) and math.copysign(1, f(-0.0)) == -1
`,
  ),
  check(
    "subclasses of plain data as what they are underneath",
    "import enum\nclass Color(enum.IntEnum):\n    RED = 3\nP = namedtuple('P', 'x y')\ndef f(n):\n    return [Counter('aab'), defaultdict(int, {1: 2}), OrderedDict(a=1), P(1, 2), Color.RED, deque([1])][n]\n",
    "assert f(0) == {'a': 2, 'b': 1} and f(1) == {1: 2} and f(2) == {'a': 1} and f(3) == (1, 2) and f(4) == 3\n",
  ),
  check(
    "arguments by name and by default",
    "def f(a, *rest, b=2, **more):\n    return [a, rest, b, more]\n",
    "assert f(1) == [1, (), 2, {}]\nassert f(1, 5, 6, b=7, c=8) == [1, (5, 6), 7, {'c': 8}]\n",
  ),
  check(
    "state that lasts from call to call",
    "seen = []\ndef f(x):\n    seen.append(x)\n    return seen\n",
    "f(1)\nassert f(2) == [1, 2]\n",
  ),
  check(
    "changes to arguments, however deep",
    "def f(a, b, c):\n    a.sort()\n    a[0].append(9)\n    b['new'] = {1}\n    b.pop('old')\n    c.discard(1)\n",
    "inner = [1]\na, b, c = [[2], inner], {'old': 1}, {1, 2}\nkeep_a, keep_b, keep_c = a, b, c\nassert f(a, b, c) is None\nassert a == [[1, 9], [2]] and a[0] is inner\nassert keep_a is a and b == {'new': {1}} and c == {2} and keep_b is b and keep_c is c\n",
  ),
  check("the argument itself as the answer", same, "a = [1, 2]\nassert f(a) is a\nassert f((a, a))[1] is a\n"),
  check(
    "one list passed twice, and one that contains itself",
    "def f(a, b):\n    a.append(1)\n    return a is b and a[0] is a\n",
    "a = []\na.append(a)\nassert f(a, a) is True\nassert len(a) == 2 and a[0] is a\n",
  ),
  check(
    "exceptions that the tests expect",
    "class Mine(KeyError):\n    pass\ndef f(x):\n    raise [ValueError('bad'), Mine('k'), ZeroDivisionError, UnicodeDecodeError('utf8', b'', 0, 1, 'r')][x]\n",
    "for x, kind, text in ((0, ValueError, 'bad'), (1, KeyError, \"'k'\"), (2, ZeroDivisionError, '')):\n    try:\n        f(x)\n        assert False\n    except kind as error:\n        assert str(error) == text, str(error)\ntry:\n    f(3)\nexcept ValueError as error:\n    assert 'codec' in str(error)\n",
  ),
  check(
    "changes made before an exception",
    "def f(x):\n    x.append(1)\n    raise ValueError\n",
    "a = []\ntry:\n    f(a)\nexcept ValueError:\n    pass\nassert a == [1]\n",
  ),
  check(
    "RecursionError as itself",
    "def f(n):\n    return f(n + 1)\n",
    "try:\n    f(0)\nexcept RecursionError:\n    assert True\nelse:\n    assert False\n",
  ),
  check(
    "threads, temporary files, dataclasses, asyncio",
    "import threading, tempfile, asyncio, dataclasses, typing\n@dataclasses.dataclass\nclass D:\n    x: int = 1\ndef f(n):\n    out = []\n    t = [threading.Thread(target=out.append, args=(i,)) for i in range(n)]\n    [x.start() for x in t]; [x.join() for x in t]\n    with tempfile.TemporaryDirectory() as d, open(d + '/x', 'w+') as g:\n        g.write('hi'); g.seek(0); text = g.read()\n    async def a():\n        await asyncio.sleep(0)\n        return D().x\n    return sorted(out), text, asyncio.run(a()), typing.get_type_hints(D)['x'] is int\n",
    "assert f(5) == ([0, 1, 2, 3, 4], 'hi', 1, True)\n",
  ),
  check(
    "the import prelude, and no more",
    "def f():\n    return math.gcd(4, 6), re.sub('a', 'b', 'a'), Counter, __name__\n",
    "f\n",
    { verdict: "wrong_answer" },
  ),
  check(
    "a module that is not the main one",
    "def f():\n    return __name__ != '__main__'\nif __name__ == '__main__':\n    raise SystemExit\n",
    "assert f() is True\n",
  ),
  check(
    "output of both kinds, in order",
    "import sys\nprint('one')\ndef f():\n    print('two', file=sys.stderr)\n    print('three')\n    return 1\n",
    "print('of the tests')\nassert f() == 1\nassert f() == 1\n",
    { ...passes, asserts: 2, stdout: "one\nthree\nthree\n", stderr: "two\ntwo\n" },
  ),
  check("an exception at import", "x = 1\nraise ValueError('at import')\n", "assert True\n", {
    verdict: "runtime_error",
    asserts: 0,
    failure: {
      type: "ValueError",
      message: "at import",
      frames: [{ line: 2, function: "<module>", source: "raise ValueError('at import')" }],
    },
  }),
  check("a syntax error with its line", "def f(:\n    pass\n", "assert f() == 1\n", {
    verdict: "syntax_error",
    failure: { type: "SyntaxError", frames: [{ line: 1 }] },
  }),
  check("text that is no program: a null byte", "x = 1\0", "assert f() == 1\n", { verdict: "syntax_error" }),
  check("text that is no program: half a character", "x = '\ud800'", "assert f() == 1\n", { verdict: "syntax_error" }),
  check("a syntax error at run time", "def f():\n    return eval('1 +')\n", "assert f() == 1\n", {
    verdict: "runtime_error",
    failure: { type: "SyntaxError" },
  }),
  check("a type error in the tests' own line", "def f(x):\n    return None\n", "assert abs(f(1)) < 2\n", {
    verdict: "runtime_error",
    failure: { type: "TypeError", assertion: "assert abs(f(1)) < 2" },
  }),
  check("an assertion over several lines", "def f(x):\n    return x\n", "assert f([1,\n          2]) == [\n    2]\n", {
    verdict: "wrong_answer",
    failure: { assertion: "assert f([1,\n          2]) == [\n    2]\nleft:  [1, 2]\nright: [2]" },
  }),
  check("a function among the arguments", same, "assert f(len) is len\n"),
  check(
    "a class as the entry point",
    "class f:\n    def __init__(self, x):\n        self.x = x\n    @classmethod\n    def two(cls):\n        return cls(2)\n",
    "assert f(1).x == 1 and isinstance(f.two(), f) and f.two().x == 2\n",
  ),
  check(
    "a dataclass as the entry point",
    "from dataclasses import dataclass\n@dataclass\nclass f:\n    x: int\n    def __post_init__(self):\n        self.x += 1\n",
    "assert f(1).x == 2 and f(3) == f(3) and f(3) != f(4)\n",
  ),
  check(
    "an exception with its files",
    "def f():\n    raise FileNotFoundError(2, 'no', 'x')\n",
    "try:\n    f()\nexcept OSError as e:\n    assert (e.errno, e.filename, type(e)) == (2, 'x', FileNotFoundError)\n",
  ),
  check(
    "a generator that is thrown an exception",
    "def f():\n    try:\n        yield 1\n    except ValueError as e:\n        yield e.args[0]\n",
    "g = f()\nassert next(g) == 1 and g.throw(ValueError('z')) == 'z' and list(g) == []\n",
  ),
  check(
    "a function with attributes, a name and a docstring",
    "from functools import lru_cache, wraps\ndef f(g):\n    @wraps(g)\n    def w(*a):\n        w.calls += 1\n        return g(*a)\n    w.calls = 0\n    return w, lru_cache()(w)\n",
    "def g(x):\n    'doc'\n    return x\nw, cached = f(g)\nassert (w(1), w(2), w.calls, w.__name__, w.__doc__) == (1, 2, 2, 'g', 'doc')\nassert cached(1) == cached(1) and cached.cache_info().hits == 1\n",
  ),
  check("an exception group", "def f():\n    raise ExceptionGroup('g', [ValueError(1)])\n", "f()\nassert True\n", {
    verdict: expect.stringMatching(/unsupported_type|runtime_error/),
  }),
  check("a coroutine as the result", "async def f():\n    pass\n", "assert f() is None\n", {
    verdict: "unsupported_type",
  }),
  check(
    "frozen sets and dicts of tuples nested",
    same,
    "assert f({(1, frozenset({2})): [{'a': (3,)}]}) == {(1, frozenset({2})): [{'a': (3,)}]}\n",
  ),
  check(
    "a million numbers",
    "def f(xs):\n    return xs[::-1]\n",
    "xs = list(range(200_000))\nassert f(xs) == xs[::-1]\n",
  ),
  check(
    "tests that call the entry point from threads",
    same,
    "import threading\nout = []\nt = [threading.Thread(target=lambda i=i: out.append(f(i))) for i in range(8)]\n[x.start() for x in t]; [x.join() for x in t]\nassert sorted(out) == list(range(8))\n",
  ),
  check("tests that end their own process", same, "import os\nassert f(1) == 1\nos._exit(0)\n", {
    verdict: "runtime_error",
  }),
  check("tests that leave by sys.exit", same, "import sys\nassert f(1) == 1\nsys.exit(0)\n", {
    verdict: "runtime_error",
    failure: { type: "SystemExit" },
  }),
];

export const PROGRAMS: readonly ProgramCase[] = [
  {
    what: "as __main__, once per input, in the order of the inputs",
    program: "import sys\nif __name__ == '__main__':\n    print(sys.stdin.read()[::-1], end='')\n",
    stdins: ["abc", "", "é\n", "x".repeat(300_000)],
    expect: [{ stdout: "cba" }, { stdout: "" }, { stdout: "\né" }, { stdout: "x".repeat(300_000), exitCode: 0 }],
  },
  {
    what: "that do not read their input",
    program: "print(1)\n",
    stdins: ["x".repeat(300_000)],
    expect: [{ stdout: "1\n", exitCode: 0, limit: null }],
  },
  {
    what: "that fail, with Python's own traceback and status",
    program: "def g(n):\n    return 1 // n\n\nprint('before')\ng(int(input()))\n",
    stdins: ["0", "1"],
    expect: [
      {
        exitCode: 1,
        stdout: "before\n",
        stderr: including("ZeroDivisionError: integer division or modulo by zero"),
        failure: {
          type: "ZeroDivisionError",
          frames: [{ line: 5 }, { line: 2, function: "g", source: "return 1 // n" }],
        },
      },
      { exitCode: 0, stdout: "before\n", stderr: "" },
    ],
  },
  {
    what: "that leave by sys.exit, atexit and threads as an interpreter would have it",
    program:
      "import sys, atexit, threading, time\natexit.register(print, 'last')\nthreading.Thread(target=lambda: (time.sleep(0.05), print('thread'))).start()\nx = input()\nsys.exit(int(x) if x.isdigit() else x or None)\n",
    stdins: ["3", "gone\n", "\n"],
    expect: [
      { exitCode: 3, stdout: "thread\nlast\n" },
      { exitCode: 1, stderr: "gone\n" },
      { exitCode: 0, stdout: "thread\nlast\n" },
    ],
  },
  {
    what: "with a syntax error",
    program: "print(\n",
    stdins: [""],
    expect: [{ exitCode: 1, failure: { type: "SyntaxError" } }],
  },
  {
    what: "that go beyond a limit",
    program:
      "import time\nmode = input()\nif mode == 'time':\n    time.sleep(60)\nif mode == 'output':\n    while True: print('x' * 1000)\nif mode == 'memory':\n    bytearray(1 << 40)\nif mode == 'spin':\n    while True: pass\n",
    stdins: ["time", "output", "memory", "spin"],
    limits: { timeoutSec: 0.5 },
    expect: [
      { limit: "time", exitCode: null },
      { limit: "output", exitCode: null, stdoutCut: true },
      { limit: "memory", exitCode: 1 },
      { limit: "time", exitCode: null },
    ],
  },
];

/** Text that contains another. */
function including(part: string): unknown {
  return { asymmetricMatch: (actual: unknown) => typeof actual === "string" && actual.includes(part) };
}
