# Traces its parent, its judge and its siblings.
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
    attempt("attach to parent", lambda: call(libc.ptrace, 16, os.getppid(), None, None))
    attempt("attach to next", lambda: call(libc.ptrace, 16, os.getpid() + 1, None, None))
    attempt("attach to previous", lambda: call(libc.ptrace, 16, os.getpid() - 1, None, None))
    attempt("attach to first", lambda: call(libc.ptrace, 16, 1, None, None))
    attempt("be traced", lambda: call(libc.ptrace, 0, 0, None, None))
    attempt("read memory", lambda: call(libc.process_vm_readv, os.getppid(), None, 0, None, 0, 0))
    attempt("write memory", lambda: call(libc.process_vm_writev, os.getpid() + 1, None, 0, None, 0, 0))
    attempt("take a descriptor", lambda: call(libc.syscall, 438, call(libc.syscall, 434, os.getppid(), 0), 6, 0))
    attempt("compare", lambda: call(libc.syscall, 312, os.getppid(), os.getpid(), 0, 0, 0))
    return x * x
