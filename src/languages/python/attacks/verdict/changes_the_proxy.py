# Says that the function that the tests call has changed.
# expect: runtime_error
import os


def solve(x):
    body = b"r\x00\x01\x00N" + b"\x00"
    os.write(5, len(body).to_bytes(4, "big") + body)
    os.read(4, 1)
