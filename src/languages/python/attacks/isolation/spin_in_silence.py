# Closes its streams and computes for ever.
# expect: timeout
# limits: timeoutSec=0.5
import os


def solve(x):
    os.closerange(0, 3)
    while True:
        pass
