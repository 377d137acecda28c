# Forks once, leaves its session, closes everything and lives on.
# expect: passed
import ctypes
import os
import time


def solve(x):
    try:
        if os.fork() == 0:
            os.setsid()
            ctypes.CDLL(None).prctl(15, b"repair-attack", 0, 0, 0)
            os.closerange(0, 256)
            time.sleep(600)
        print("DONE: forked")
    except OSError as error:
        print("refused:", error)
    return x * x
