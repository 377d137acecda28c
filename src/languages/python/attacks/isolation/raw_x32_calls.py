# Calls the kernel by the x32 numbers, which a careless filter forgets.
# expect: passed
# only: x86_64
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def solve(x):
    for number in (39, 57, 59, 41, 101):  # getpid, fork, execve, socket, ptrace
        if libc.syscall(ctypes.c_long(0x40000000 | number), 0, 0, 0, 0) >= 0:
            print("DONE: the kernel answered", number)
    return x * x
