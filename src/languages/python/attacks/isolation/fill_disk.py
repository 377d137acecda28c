# Fills its work folder with many files.
# expect: passed, output_limit
# limits: diskBytes=8388608 fileBytes=2097152 timeoutSec=10
import os
import time


def solve(x):
    if x != 2:
        return x * x
    total = 0
    try:
        for number in range(200):
            with open("file%d" % number, "wb") as file:
                total += file.write(b"x" * (1 << 20))
                file.flush()
            time.sleep(0.01)
    except OSError as error:
        print("refused:", error)
    if total > 64 << 20:
        print("DONE: wrote", total)
    return x * x
