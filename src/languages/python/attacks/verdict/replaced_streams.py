# Replaces sys.stdout and sys.stderr by objects that end the process when they are used.
# expect: wrong_answer, runtime_error
import os
import sys


class Trap:
    def __getattr__(self, name):
        os._exit(0)


sys.stdout = sys.stderr = Trap()


def solve(x):
    return 0
