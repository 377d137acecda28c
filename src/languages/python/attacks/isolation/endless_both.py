# Writes on both streams from two threads without end.
# expect: output_limit
import os
import threading


def pour(fd):
    while True:
        os.write(fd, b"x" * 65536)


def solve(x):
    threading.Thread(target=pour, args=(1,)).start()
    pour(2)
