# Answers with the library's own functions and classes by their names, for the judge to call.
# expect: runtime_error
import os


def text(value):
    return b"s" + bytes([len(value)]) + value.encode()


def solve(x):
    body = b"r\x00\x00L" + b"t\x02" + text("os") + text("_exit")
    os.write(5, len(body).to_bytes(4, "big") + body)
    os.read(4, 1)
