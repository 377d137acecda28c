# Answers with an empty message.
# expect: runtime_error
import os


def solve(x):
    os.write(5, b"\x00\x00\x00\x00")
    os.read(4, 1)
