# Calls objects of the judge by numbers, with arguments of its own.
# expect: runtime_error, wrong_answer, unsupported_type
# tests: nodes
import os


def solve(node):
    for number in range(0, 40, 2):
        body = b"C\x00\x00\x02i\x01" + bytes([number]) + b"s\x00"
        os.write(5, len(body).to_bytes(4, "big") + body)
        os.read(4, 4000)
