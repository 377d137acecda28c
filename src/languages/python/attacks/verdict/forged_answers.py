# Sends well-formed answers ahead of the calls that they answer.
# expect: wrong_answer, runtime_error
import os

for _ in range(3):
    os.write(5, b"\x00\x00\x00\x05r\x00i\x01\x04")


def solve(x):
    return 0
