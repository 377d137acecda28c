# Dies of a signal at once: no time-out.
# expect: runtime_error
import os
import signal


def solve(x):
    os.kill(os.getpid(), signal.SIGKILL)
