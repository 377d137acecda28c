# Closes all its descriptors.
# expect: runtime_error
import os


def solve(x):
    os.closerange(0, 256)
    return 4
