# Takes its own restrictions back.
# expect: passed
import ctypes
import os
import resource

import fcntl

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
    attempt("no_new_privs off", lambda: call(libc.prctl, 38, 0, 0, 0, 0))
    attempt("dumpable", lambda: call(libc.prctl, 4, 1, 0, 0, 0))
    attempt("no death signal", lambda: call(libc.prctl, 1, 0, 0, 0, 0))
    attempt("another filter", lambda: call(libc.prctl, 22, 1, 0, 0, 0))
    attempt("keep capabilities", lambda: call(libc.prctl, 8, 1, 0, 0, 0))
    attempt("become root", lambda: os.setuid(0))
    attempt("root group", lambda: os.setgid(0))
    attempt("groups", lambda: os.setgroups([0]))
    attempt("leave the session", lambda: os.setsid())
    attempt("more memory", lambda: resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))
    attempt("more time", lambda: resource.setrlimit(resource.RLIMIT_CPU, (1000, 1000)))
    attempt("more processes", lambda: resource.setrlimit(resource.RLIMIT_NPROC, (100000, 100000)))
    attempt("parent's limits", lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1)))
    attempt("more priority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -5))
    attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
    attempt("another processor", lambda: os.sched_setaffinity(0, {0}))
    attempt("terminal", lambda: fcntl.ioctl(1, 0x5412, b"x"))
    return x * x
