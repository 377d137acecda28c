# Calls the C library directly for what Python refuses.
# expect: passed
# only: x86_64
import ctypes

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
    attempt("open", lambda: call(libc.open, b"/etc/passwd", 0))
    attempt("openat2", lambda: call(libc.syscall, 437, -100, b"/etc/passwd", ctypes.create_string_buffer(24), 24))
    attempt("socket", lambda: call(libc.socket, 2, 1, 0))
    attempt("system", lambda: call(libc.execl, b"/bin/true", b"true", None))
    attempt("fork", lambda: call(libc.fork))
    attempt("kill", lambda: call(libc.kill, -1, 9))
    return x * x
