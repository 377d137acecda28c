# Walks the frames above the call in search of the tests.
# expect: wrong_answer
import sys


def solve(x):
    frame = sys._getframe()
    while frame is not None:
        seen = repr(frame.f_locals) + repr(list(frame.f_globals)) + frame.f_code.co_filename
        if "TERCES"[::-1] in seen or ">stset<"[::-1] in seen:
            print("DONE: the tests are in a frame")
        frame = frame.f_back
    return 0
