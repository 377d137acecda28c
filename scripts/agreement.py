"""Calls both functions on inputs like those of the tests, and asserts that they answer alike.

Filled in by check_agreement.ts: ENTRY (the repaired function, behind the judge's proxy), KNOWN (the known fix),
TESTS (the task's tests as text) and NAME (the entry point's name).
"""
import copy
import math
import random

_generator = random.Random(0)
_calls = []


def _recorder(*arguments):
    _calls.append(copy.deepcopy(arguments))
    return KNOWN(*arguments)


_names = dict(globals())
_names[NAME] = _recorder
exec(TESTS, _names)


def _changed(value):
    pick = _generator.random()
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return _generator.choice([value + 1, value - 1, 0, 1, value + 2, value - 3])
    if isinstance(value, float):
        return _generator.choice([value + 0.5, value - 1.25, 0.0, round(value), value])
    if isinstance(value, (list, tuple, str)) and len(value) > 0:
        at = _generator.randrange(len(value))
        if pick < 0.25:
            return value[:at] + value[at + 1:]
        if pick < 0.5:
            return value[:at] + value[at:at + 1] + value[at:]
        if pick < 0.65:
            return value[::-1]
        if isinstance(value, str):
            letters = value + "aZ 0"
            return value[:at] + _generator.choice(letters) + value[at + 1:]
        return value[:at] + type(value)([_changed(value[at])]) + value[at + 1:]
    if isinstance(value, dict) and len(value) > 0:
        key = _generator.choice(sorted(value, key=repr))
        return {k: v for k, v in value.items() if k != key}
    return value


def _alike(left, right):
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-6, abs_tol=1e-9) or (math.isnan(left) and math.isnan(right))
    if isinstance(left, (list, tuple)) and type(left) is type(right) and len(left) == len(right):
        return all(_alike(a, b) for a, b in zip(left, right))
    return left == right


_compared = 0
for _round in range(400):
    if not _calls or _compared >= 100:
        break
    _arguments = list(copy.deepcopy(_generator.choice(_calls)))
    for _step in range(_generator.randint(1, 2)):
        if _arguments:
            _index = _generator.randrange(len(_arguments))
            _arguments[_index] = _changed(_arguments[_index])
    try:
        _expected = KNOWN(*copy.deepcopy(_arguments))
    except Exception:
        continue
    _compared += 1
    assert _alike(ENTRY(*_arguments), _expected), "differs for " + repr(_arguments)[:200]
assert _compared > 0
