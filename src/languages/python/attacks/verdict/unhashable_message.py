# Answers with a set that holds one of its own arguments.
# expect: runtime_error
import os


def solve(x):
    os.write(5, (6).to_bytes(4, "big") + b"r\x00S\x01@\x00")
    os.read(4, 1)
