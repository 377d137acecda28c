# Uses kernel interfaces with a history of holes.
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
    attempt("keyring", lambda: call(libc.syscall, 250, 0, -3, 1))
    attempt("add a key", lambda: call(libc.syscall, 248, b"user", b"k", b"v", 1, -3))
    attempt("bpf", lambda: call(libc.syscall, 321, 0, None, 0))
    attempt("perf", lambda: call(libc.syscall, 298, None, 0, -1, -1, 0))
    attempt("userfaultfd", lambda: call(libc.syscall, 323, 0))
    attempt("io_uring", lambda: call(libc.syscall, 425, 8, ctypes.create_string_buffer(200)))
    attempt("watch", lambda: call(libc.inotify_init1, 0))
    attempt("open by handle", lambda: call(libc.syscall, 304, -100, ctypes.create_string_buffer(200), 0))
    attempt("reboot", lambda: call(libc.reboot, 0))
    attempt("clock", lambda: call(libc.settimeofday, ctypes.create_string_buffer(16), None))
    attempt("load a module", lambda: call(libc.syscall, 313, 0, b"", 0))
    attempt("anonymous file", lambda: os.memfd_create("x"))
    attempt("kernel log", lambda: call(libc.klogctl, 3, ctypes.create_string_buffer(100), 100))
    attempt("accounting", lambda: call(libc.acct, None))
    attempt("personality", lambda: call(libc.personality, 0x0040000))
    return x * x
