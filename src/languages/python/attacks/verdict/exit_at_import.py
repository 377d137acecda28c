# Ends the process with status 0 before the tests begin.
# expect: runtime_error
import os

os._exit(0)


def solve(x):
    return 0
