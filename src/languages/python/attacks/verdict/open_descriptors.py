# Looks for descriptors beyond its own.
# expect: wrong_answer
import fcntl
import os


def solve(x):
    for fd in range(6, 1024):
        try:
            fcntl.fcntl(fd, fcntl.F_GETFD)
            print("DONE: descriptor", fd, os.fstat(fd))
        except OSError:
            continue
    return 0
