# Recurses without end after it has lifted the interpreter's own limit.
# expect: runtime_error, memory_limit
import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __repr__(self):
        return repr(self)


def solve(x):
    return repr(Deep())
