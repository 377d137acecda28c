# Sleeps for ever.
# expect: timeout
# limits: timeoutSec=0.3
import time


def solve(x):
    time.sleep(1e6)
