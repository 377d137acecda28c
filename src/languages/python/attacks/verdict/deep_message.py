# Answers with lists nested a hundred thousand deep.
# expect: runtime_error
import os


def solve(x):
    os.write(5, (200003).to_bytes(4, "big") + b"r\x00" + b"l\x01" * 100000 + b"N")
    os.read(4, 1)
