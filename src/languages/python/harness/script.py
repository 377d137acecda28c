"""What a script finds in an interpreter that people start, and this one, started bare, does not have."""

import _sitebuiltins
import _thread
import builtins
import io
import os
import resource
import sys

MEBIBYTE = 1 << 20
# Standard streams by the names that programs open; there is no /dev to find them in.
STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
STREAMS.update({folder % number: number for folder in ("/dev/fd/%d", "/proc/self/fd/%d") for number in range(3)})


def add_site_builtins():
    """`exit` and `quit`."""
    end = "Ctrl-D (i.e. EOF)"
    builtins.exit = _sitebuiltins.Quitter("exit", end)
    builtins.quit = _sitebuiltins.Quitter("quit", end)


def prepare():
    """For a whole program, which is judged as contests do: no bound on the digits of numbers, deep recursion."""
    add_site_builtins()
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    builtins.open = io.open = opener(io.open)
    grow_stack()
    _thread.stack_size = clamped(_thread.stack_size)
    if "threading" in sys.modules:
        sys.modules["threading"].stack_size = _thread.stack_size


def opener(original):
    def open(file, *args, **kwargs):
        name = os.fspath(file) if isinstance(file, os.PathLike) else file
        if isinstance(name, str) and name in STREAMS:
            file = os.dup(STREAMS[name])
        return original(file, *args, **kwargs)

    return open


def grow_stack():
    """As much stack for the first thread as the kernel left room for; it counts when it is used."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    try:
        resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))
    except (OSError, ValueError):
        pass  # the usual eight megabytes, then


def clamped(original):
    """`threading.stack_size`, which takes any size: a stack larger than half of the address space that is left
    could not be had, and the thread would not start."""

    def stack_size(size=0):
        most = room() // 2
        return original(size if size <= most else most - most % MEBIBYTE)

    return stack_size


def room():
    """Bytes of address space that this process may still take."""
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit == resource.RLIM_INFINITY:
        return 1 << 40
    return max(limit - 128 * MEBIBYTE, 64 * MEBIBYTE)
