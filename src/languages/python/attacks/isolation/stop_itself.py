# Stops itself by signal, so that it neither runs nor ends.
# expect: timeout
# limits: timeoutSec=0.3
import os
import signal


def solve(x):
    os.kill(os.getpid(), signal.SIGSTOP)
