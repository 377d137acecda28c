# Answers wrongly and has the process end well.
# expect: wrong_answer
import atexit
import os

atexit.register(os._exit, 0)


def solve(x):
    return 0
