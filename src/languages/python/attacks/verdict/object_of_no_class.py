# Answers with an object whose class is a number, then with one of a class of the library.
# expect: runtime_error
import os


def solve(x):
    body = b"r\x00\x00o" + b"i\x01\x04" + b"\x00" + b"\x00"
    os.write(5, len(body).to_bytes(4, "big") + body)
    os.read(4, 1)
