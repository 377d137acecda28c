# Answers with an argument that was never passed.
# expect: runtime_error
import os


def solve(x):
    os.write(5, (5).to_bytes(4, "big") + b"r\x00@\xc8\x01")
    os.read(4, 1)
