# Opens descriptors without end.
# expect: passed
import os


def solve(x):
    kept = []
    try:
        for _ in range(5000):
            kept += os.pipe()
        print("DONE: ten thousand descriptors")
    except OSError as error:
        print("refused after", len(kept), error)
    for fd in kept:
        os.close(fd)
    return x * x
