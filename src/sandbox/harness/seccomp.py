"""The system call filter: what is not on the list fails with EPERM, in this process and all its threads.

A classic BPF program (linux/seccomp.h, linux/filter.h). It is built once; the process that puts it on writes its
own number in, since a candidate may signal nobody but itself.
"""

import ctypes
import os
import struct

from harness import syscalls
from harness.libc import check, libc

ALLOW = 0x7FFF0000
EPERM = 0x00050000 | 1
ENOSYS = 0x00050000 | 38
KILL = 0x80000000

LOAD, AND, EQUAL, ABOVE, AT_LEAST, BITS, RETURN = 0x20, 0x54, 0x15, 0x25, 0x35, 0x45, 0x06
NUMBER, ARCH, ARGUMENTS = 0, 4, 16
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2

CLONE_THREAD = 0x00010000
CLONE_NAMESPACES = 0x7E020080  # user, pid, net, mount, uts, ipc, cgroup, time
CLONE_PARENT = 0x00008000
TERMINAL_REQUESTS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # ask, never push
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ. No lock, lease, hint or owner: they
# stand on files that other jobs can open, too.
FCNTL_ALLOWED = (0, 1, 2, 3, 4, 1030, 1032)
SOL_SOCKET = 1
SOCKET_OPTIONS = (3, 4, 7, 8, 38, 39)  # type, error, buffers, protocol, domain; no cookie, which counts sockets
KNOWN_CLOCKS = 11  # those above, as signed numbers below 0, are other processes' CPU time
PRCTL_ALLOWED = (3, 15, 16, 21, 38, 39)  # reading flags, the thread's name, no_new_privs
AF_UNIX, SOCK_STREAM = 1, 1
# About this process alone: asked about others, they tell who is there.
OWN_ONLY = ("getpgid", "getsid", "sched_getaffinity", "sched_getparam", "sched_getscheduler", "get_robust_list")
ME = 0xFEEDC0DE  # stands for the process that installs the program


def step(code, k, if_true=0, if_false=0):
    return struct.pack("<HBBI", code, if_true, if_false, k & 0xFFFFFFFF)


def argument(index, high=False):
    return step(LOAD, ARGUMENTS + 8 * index + (4 if high else 0))


def allow_values(index, values):
    """Allows the call when the low half of the argument is one of the values."""
    program = [argument(index)]
    for value in values:
        program += [step(EQUAL, value, 0, 1), step(RETURN, ALLOW)]
    return program + [step(RETURN, EPERM)]


def at_most(index, value):
    return [argument(index), step(ABOVE, value, 0, 1), step(RETURN, EPERM), step(RETURN, ALLOW)]


def socket_options():
    return [argument(1), step(EQUAL, SOL_SOCKET, 1, 0), step(RETURN, EPERM), *allow_values(2, SOCKET_OPTIONS)]


def threads_only():
    return [
        argument(0),
        step(BITS, CLONE_NAMESPACES, 0, 1),
        step(RETURN, EPERM),
        step(BITS, CLONE_THREAD, 0, 1),
        step(RETURN, ALLOW),
        step(RETURN, EPERM),
    ]


def own_children():
    forbidden = CLONE_NAMESPACES | CLONE_PARENT
    return [argument(0), step(BITS, forbidden, 0, 1), step(RETURN, EPERM), step(RETURN, ALLOW)]


def stream_pairs():
    """socketpair(AF_UNIX, SOCK_STREAM): what event loops wake themselves with; it reaches nobody else."""
    return [
        argument(0),
        step(EQUAL, AF_UNIX, 0, 5),
        argument(1),
        step(AND, 0xF),
        step(EQUAL, SOCK_STREAM, 0, 2),
        argument(2),
        step(EQUAL, 0, 1, 0),
        step(RETURN, EPERM),
        step(RETURN, ALLOW),
    ]


def no_address():
    """sendto without an address: the send of a connected pair."""
    return [
        argument(4),
        step(EQUAL, 0, 0, 2),
        argument(4, high=True),
        step(EQUAL, 0, 1, 0),
        step(RETURN, EPERM),
        step(RETURN, ALLOW),
    ]


def owners_modes(index):
    """What a linker does with what it has made; nobody else is let in."""
    return [argument(index), step(BITS, 0o7077, 0, 1), step(RETURN, EPERM), step(RETURN, ALLOW)]


def checked_calls(may_exec, may_spawn, may_make, may_signal):
    """name → the program that judges its arguments (each ends in a RETURN). `may_signal`: the kernel itself keeps this
    process's signals among its own job's processes; else it can reach itself and its process group."""
    anything = [step(RETURN, ALLOW)]
    calls = {
        "clone3": [step(RETURN, ENOSYS)],  # its flags lie in memory; libc falls back to clone
        "ioctl": allow_values(1, TERMINAL_REQUESTS),
        "fcntl": allow_values(1, FCNTL_ALLOWED),
        "getsockopt": socket_options(),
        **{name: at_most(0, KNOWN_CLOCKS) for name in ("clock_gettime", "clock_getres", "clock_nanosleep")},
        **{name: allow_values(0, (0, ME)) for name in OWN_ONLY},
        "prctl": allow_values(0, PRCTL_ALLOWED),
        "prlimit64": allow_values(0, (0, ME)),
        "socketpair": stream_pairs(),
        "sendto": no_address(),
    }
    calls["clone"] = own_children() if may_spawn else threads_only()
    calls["kill"] = calls["tgkill"] = allow_values(0, (ME,))
    if may_spawn:
        calls["fork"] = calls["vfork"] = anything
        calls["kill"] = allow_values(0, (0, ME))
    if may_spawn and may_signal:
        calls["kill"] = calls["tgkill"] = anything
    if may_exec:
        calls["execve"] = anything
    if may_make:
        calls.update(chmod=owners_modes(1), fchmod=owners_modes(1), fchmodat=owners_modes(2))
    return calls


def ranges(numbers):
    """Runs of neighbouring numbers: (first, last)."""
    runs = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def within(runs):
    """Allows the numbers of the runs, by halving: the kernel walks the program for every call number that exists."""
    if len(runs) == 1:
        first, last = runs[0]
        return [step(AT_LEAST, first, 0, 1), step(ABOVE, last, 0, 1), step(RETURN, EPERM), step(RETURN, ALLOW)]
    middle = len(runs) // 2
    low, high = within(runs[:middle]), within(runs[middle:])
    return [step(AT_LEAST, runs[middle][0], len(low), 0), *low, *high]


def beginning():
    """Nothing of another architecture; then the call's number lies ready."""
    return [step(LOAD, ARCH), step(EQUAL, syscalls.audit_arch(), 1, 0), step(RETURN, KILL), step(LOAD, NUMBER)]


def program(*allowed):
    steps = beginning()
    numbers = syscalls.table(syscalls.CHECKED)
    for name, body in checked_calls(*allowed).items():
        if name in numbers:
            steps += [step(EQUAL, numbers[name], 0, len(body)), *body]
    return steps + within(ranges(syscalls.table(syscalls.PLAIN).values()))


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def prepare(may_exec=False, may_spawn=False, may_make=False, may_signal=False):
    """The program, ready to be installed by any process."""
    return b"".join(program(may_exec, may_spawn, may_make, may_signal))


def install(prepared):
    """For good, for this process and all its threads."""
    mine = prepared.replace(struct.pack("<I", ME), struct.pack("<I", os.getpid()))
    code = ctypes.create_string_buffer(mine, len(mine))
    what = Program(len(mine) // 8, ctypes.cast(code, ctypes.c_void_p))
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    check(libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(what), 0, 0), "seccomp")
