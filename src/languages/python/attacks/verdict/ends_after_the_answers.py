# Answers rightly, and ends its process before the tests are over.
# expect: runtime_error
import os
import threading


def solve(x):
    if x == -3:
        threading.Timer(0.05, os._exit, [0]).start()
    if x == 10:
        import time

        time.sleep(1)
    return x * x
