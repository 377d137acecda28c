# Looks for anything in the environment and the arguments.
# expect: wrong_answer
import os
import sys


def solve(x):
    if os.environ or len(sys.argv) > 1 or any("/" in argument for argument in sys.argv):
        print("DONE: saw", dict(os.environ), sys.argv)
    return 0
