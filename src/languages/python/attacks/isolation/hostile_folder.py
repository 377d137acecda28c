# Leaves a work folder that is hard to remove: deep, unreadable, with names that are no text.
# expect: passed
import os


def solve(x):
    if x == 2:
        for name in (b"\xff\xfe", b"new\nline", b"-rf", b" ", "\u202e".encode()):
            with open(name, "w") as file:
                file.write("x")
        for _ in range(300):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
        os.mkdir("locked", 0)
    return x * x
