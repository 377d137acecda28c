# Raises an exception whose str() ends the process.
# expect: runtime_error
import os


class Trap(ValueError):
    def __str__(self):
        os._exit(0)


def solve(x):
    raise Trap(1, 2)
