# Answers with bytes that are no message.
# expect: runtime_error
import os


def solve(x):
    os.write(5, b"\xff" * 4000)
    os.read(4, 1)
