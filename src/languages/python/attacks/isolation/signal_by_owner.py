# Has the kernel send a signal to another process for it, by owning a descriptor's events.
# expect: passed
import fcntl
import os
import signal


def solve(x):
    read, write = os.pipe()
    for command, value in ((fcntl.F_SETOWN, os.getppid()), (10, signal.SIGKILL), (15, os.getpid() + 1)):
        try:
            fcntl.fcntl(read, command, value)
            print("DONE: fcntl", command)
        except OSError as error:
            print("refused:", error)
    return x * x
