# Raises an exception whose text is a trap: str() raises, lies, or ends the process.
# expect: runtime_error
import os


class Trap(ValueError):
    def __str__(self):
        os._exit(0)

    __repr__ = __str__

    @property
    def args(self):
        raise Trap()


def solve(x):
    raise Trap(1)
