# Announces a message of four gigabytes.
# expect: runtime_error
import os


def solve(x):
    os.write(5, b"\xff\xff\xff\xff" + b"r" * 100)
    os.read(4, 1)
