# Says that an argument has become another type.
# expect: runtime_error
import os


def solve(x):
    os.write(5, (9).to_bytes(4, "big") + b"r\x01\x00l\x00i\x01\x04" + b"N")
    os.read(4, 1)
