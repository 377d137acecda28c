# Answers with an exception whose type is no exception.
# expect: runtime_error
import os


def solve(x):
    os.write(5, (22).to_bytes(4, "big") + b"e\x00t\x04s\x03ints\x03ints\x00l\x00" + b"N" * 4)
    os.read(4, 1)
