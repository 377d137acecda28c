# Uses memory that other processes could see.
# expect: passed
import ctypes
import mmap
import os
import multiprocessing.shared_memory

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
    attempt("/dev/shm", lambda: open("/dev/shm/code-repair-attack", "w"))
    attempt("shared memory", lambda: multiprocessing.shared_memory.SharedMemory("code-repair", create=True, size=100))
    attempt("System V", lambda: call(libc.shmget, 4711, 4096, 0o1666))
    attempt("semaphores", lambda: call(libc.semget, 4711, 1, 0o1666))
    attempt("queues", lambda: call(libc.msgget, 4711, 0o1666))
    attempt("POSIX queue", lambda: call(libc.mq_open, b"/code-repair", 0o102, 0o666, None))
    return x * x
