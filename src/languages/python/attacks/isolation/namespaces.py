# Makes namespaces of its own.
# expect: passed
# only: x86_64
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def call(function, *arguments):
    result = function(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("user", lambda: call(libc.unshare, 0x10000000))
    attempt("mount", lambda: call(libc.unshare, 0x20000))
    attempt("network", lambda: call(libc.unshare, 0x40000000))
    attempt("process", lambda: call(libc.unshare, 0x20000000))
    attempt("clone", lambda: call(libc.syscall, 56, 0x10000011, None, None, None, None))
    attempt("clone3", lambda: call(libc.syscall, 435, ctypes.create_string_buffer(88), 88))
    attempt("enter", lambda: call(libc.setns, 3, 0))
    return x * x
