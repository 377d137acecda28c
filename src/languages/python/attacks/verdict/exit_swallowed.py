# Ends the process inside a call whose every exception the tests swallow.
# expect: runtime_error
# tests: swallows
import os


def solve(x):
    os._exit(0)
