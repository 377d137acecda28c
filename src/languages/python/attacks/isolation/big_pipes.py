# Fills kernel memory with pipes made as large as can be.
# expect: passed
import fcntl
import os


def solve(x):
    read, write = os.pipe()
    try:
        fcntl.fcntl(write, 1031, 64 << 20)
        print("DONE: a pipe of 64 MiB")
    except OSError as error:
        print("refused:", error)
    os.close(read)
    os.close(write)
    return x * x
