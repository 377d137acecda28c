# Ignores every signal that can be ignored, and goes on when its CPU time is up.
# expect: timeout
# limits: timeoutSec=5 cpuSec=1
import signal

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        continue


def solve(x):
    while True:
        pass
