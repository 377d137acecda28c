# Asks the judge for the globals, the class and the dict of the tests' object and method.
# expect: runtime_error
# tests: nodes
import os


def text(value):
    return b"s" + bytes([len(value)]) + value.encode()


def solve(node):
    for name in ("__globals__", "__dict__", "__class__", "__init__"):
        body = b"A\x00\x00\x02@\x0a" + text(name)
        os.write(5, len(body).to_bytes(4, "big") + body)
        print("answer", os.read(4, 4000))
