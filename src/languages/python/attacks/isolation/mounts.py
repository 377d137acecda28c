# Mounts, unmounts and changes its root.
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
    attempt("mount", lambda: call(libc.mount, b"none", b".", b"tmpfs", 0, None))
    attempt("proc", lambda: call(libc.mount, b"proc", b".", b"proc", 0, None))
    attempt("remount", lambda: call(libc.mount, b"none", b"/", None, 32, None))
    attempt("unmount", lambda: call(libc.umount2, b"/", 2))
    attempt("chroot", lambda: os.chroot("."))
    attempt("pivot", lambda: call(libc.syscall, 155, b".", b"."))
    attempt("new mount", lambda: call(libc.syscall, 430, b"tmpfs", 0))
    attempt("swap", lambda: call(libc.swapon, b"swap", 0))
    attempt("host name", lambda: call(libc.sethostname, b"attack", 6))
    return x * x
