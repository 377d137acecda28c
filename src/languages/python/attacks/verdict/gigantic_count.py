# Answers with a list that says it has two billion items.
# expect: runtime_error
import os


def solve(x):
    os.write(5, (8).to_bytes(4, "big") + b"r\x00l\xff\xff\xff\xff\x07")
    os.read(4, 1)
