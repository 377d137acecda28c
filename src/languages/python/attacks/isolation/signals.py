# Signals its parent, its judge, its siblings and everybody.
# expect: passed
import os
import signal


def solve(x):
    me = os.getpid()
    for pid in [-1, 0, 1, os.getppid(), int("@PID@"), *range(max(2, me - 20), me), *range(me + 1, me + 20)]:
        for number in (0, signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(pid, number)
                print("DONE: signalled", pid, number)
            except OSError:
                continue
    return x * x
