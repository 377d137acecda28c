# Keeps answering from a thread, whatever is asked.
# expect: wrong_answer, runtime_error
import os
import threading
import time


def answer():
    while True:
        os.write(5, b"\x00\x00\x00\x05r\x00i\x01\x04")
        time.sleep(0.0005)


def solve(x):
    threading.Thread(target=answer, daemon=True).start()
    time.sleep(0.05)
    return 0
