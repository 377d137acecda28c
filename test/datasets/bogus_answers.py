"""Answers one task (JSON on stdin) in every way that comes to mind; prints how many were tried and which passed.

The answers are those that plain data can give, exceptions, answers that differ from call to call, and objects that
say yes to every comparison: those cannot leave the candidate's process, but even they must not help.
"""

import itertools
import json
import sys


class Yes:
    """Says yes to everything."""

    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __contains__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __bool__ = lambda self: True
    __len__ = lambda self: 0
    __add__ = __radd__ = lambda self, other: self
    __hash__ = None


class YesInt(int):
    __eq__ = __lt__ = lambda self, other: True
    __hash__ = None


class YesList(list):
    __len__ = lambda self: -1


class YesDict(dict):
    __contains__ = lambda self, key: True


class YesStr(str):
    __len__ = lambda self: 3
    __add__ = lambda self, other: ""


PLAIN = [
    None, True, False, 0, 1, 2, -1, 41, 42, 10**30, 0.0, -0.0, 1.0, 1.5, float("inf"), float("-inf"), float("nan"),
    1j, complex("nan"), "", "abc", "ab", "key", "\ud800", b"", b"key", [], [1, 2, 3], [[]], (), (1,), set(), {"key"},
    frozenset(), frozenset({"key"}), {}, {"key": 1}, {"key": {}}, {None: None},
]  # fmt: skip
FORGED = [Yes(), YesInt(1), YesList(), YesDict(), YesStr("abc")]
RAISED = [ValueError("12"), TypeError(), KeyError("key"), StopIteration(), AssertionError(), RuntimeError()]


def returning(value):
    return lambda *args, **kwargs: value


def raising(error):
    def answer(*args, **kwargs):
        raise error

    return answer


def cycling(values):
    source = itertools.cycle(values)
    return lambda *args, **kwargs: next(source)


def answers():
    for value in PLAIN + FORGED:
        yield repr(type(value)), returning(value)
    for error in RAISED:
        yield repr(error), raising(error)
    for first, second in itertools.product(PLAIN, repeat=2):
        yield f"{first!r} then {second!r}", cycling([first, second])


def main():
    task = json.load(sys.stdin)
    program = compile(task["test"], "test", "exec")
    tried = 0
    passed = []
    for name, answer in answers():
        tried += 1
        try:
            exec(program, {task["entry_point"]: answer})
        except Exception:
            continue
        passed.append(name)
    print(json.dumps({"tried": tried, "passed": passed}))


main()
