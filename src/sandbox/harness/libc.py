"""The C library by ctypes, for the calls that Python has no function for."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    """The result of a call, or an OSError that names what was tried."""
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, "%s: %s" % (what, os.strerror(error)))
    return result


def syscall(number, *arguments):
    return libc.syscall(ctypes.c_long(number), *arguments)
