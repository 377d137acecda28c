# One job leaves a bit, another tries to read it: through everything that two jobs might share.
# Filled in: @ROLE@ (write or read), @BIT@, @ROUND@, @HOLD@ (seconds that a writer stays, and a reader waits), @MARK@ (a number
# for the names of marks).
import ctypes
import fcntl
import glob
import json
import os
import resource
import struct
import threading
import time

BIT, ROUND, HOLD = int("@BIT@"), int("@ROUND@"), float("@HOLD@")
libc = ctypes.CDLL(None, use_errno=True)
LIBRARY = os.path.dirname(os.__file__)
SHARED = os.path.join(LIBRARY, "os.py")
NAME = "code-repair-mark-@MARK@"
KEY = 64 * int("@MARK@")
kept = []
threading.stack_size(1 << 17)


def call(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def refused(act, *arguments):
    try:
        act(*arguments)
        return 0
    except OSError:
        return 1


def opened(path, flags=os.O_RDONLY):
    kept.append(os.open(path, flags))
    return kept[-1]
