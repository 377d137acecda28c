# Answers with a class of the library that is no kind of data.
# expect: runtime_error
import os


def text(value):
    return b"s" + bytes([len(value)]) + value.encode()


def solve(x):
    body = b"r\x00\x00B" + text("subprocess.Popen")
    os.write(5, len(body).to_bytes(4, "big") + body)
    os.read(4, 1)
