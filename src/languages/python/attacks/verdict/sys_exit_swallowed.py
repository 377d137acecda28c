# Raises SystemExit inside a call whose every exception the tests swallow.
# expect: runtime_error
# tests: swallows
import sys


def solve(x):
    sys.exit(0)
