# Makes one file larger than a file may be, by writing, by seeking and by fallocate.
# expect: passed, runtime_error
# limits: fileBytes=1048576
import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def attempt(name, act):
    try:
        act()
        print("DONE:", name)
    except OSError as error:
        print("refused:", name, error)


def solve(x):
    fd = os.open("large", os.O_RDWR | os.O_CREAT)
    attempt("fallocate", lambda: os.posix_fallocate(fd, 0, 8 << 20))
    attempt("truncate", lambda: os.ftruncate(fd, 8 << 20))
    attempt("seek", lambda: os.pwrite(fd, b"x", 8 << 20))
    written = 0
    try:
        while written < 8 << 20:
            written += os.write(fd, b"x" * 65536)
        print("DONE: wrote", written)
    except OSError as error:
        print("refused after", written, error)
    return x * x
