"""Checks every row of a data set against its own claims; prints one line per thing that is wrong.

Canonical solutions pass all tests, buggy ones fail in the way `failure_symptoms` says, and the examples in the
docstring are right and stand in `example_test` too.
"""

import ast
import doctest
import json
import signal
import sys

CPU_SECONDS = 0.5


class TookTooLong(BaseException):
    """Not an Exception, so that no test can catch it."""


def on_alarm(_signum, _frame):
    raise TookTooLong


def symptom(program):
    """How a program ends, in the words of the data set; None when it ends well."""
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    try:
        exec(compile(program, "task", "exec"), {"__name__": "task"})
    except AssertionError:
        return "incorrect output"
    except RecursionError:
        return "stackoverflow"
    except TookTooLong:
        return "infinite loop"
    except Exception:
        return "runtime error"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


def doctest_failures(row):
    namespace = {}
    exec(row["prompt"] + row["canonical_solution"], namespace)
    runner = doctest.DocTestRunner(verbose=False)
    found = doctest.DocTestFinder().find(namespace[row["entry_point"]], row["entry_point"], globs=namespace)
    examples = 0
    for test in found:
        examples += len(test.examples)
        runner.run(test, out=lambda text: None)
    return examples, runner.failures


def problems(row):
    declaration = row["declaration"]
    for test in ("test", "example_test"):
        ended = symptom(declaration + row["canonical_solution"] + "\n" + row[test])
        if ended:
            yield f"the canonical solution fails {test} ({ended})"
    ended = symptom(declaration + row["buggy_solution"] + "\n" + row["test"])
    if ended != row["failure_symptoms"]:
        yield f"the buggy solution ends as {ended!r}, not {row['failure_symptoms']!r}"
    examples, failures = doctest_failures(row)
    if examples < 2 or failures:
        yield f"{examples} examples in the docstring, {failures} of them wrong"
    asserts = sum(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(row["test"])))
    if asserts < 6:
        yield f"only {asserts} asserts"
    if not row["test"].endswith(f"\n\ncheck({row['entry_point']})"):
        yield "the test does not end with the call of check"
    if row["canonical_solution"] == row["buggy_solution"]:
        yield "there is no bug"


def main():
    signal.signal(signal.SIGVTALRM, on_alarm)
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            for problem in problems(row):
                print(f"{row['task_id']}: {problem}")


main()
