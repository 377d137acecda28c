# Answers with a well-framed message of nonsense.
# expect: runtime_error
import os


def solve(x):
    os.write(5, (300).to_bytes(4, "big") + b"r\x00" + b"\xfe" * 298)
    os.read(4, 1)
