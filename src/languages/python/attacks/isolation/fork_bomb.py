# Forks without end.
# expect: passed
import os


def solve(x):
    while True:
        try:
            if os.fork() == 0:
                continue
            print("DONE: forked")
        except OSError as error:
            print("refused:", error)
            return x * x
