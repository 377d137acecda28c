# Finds the code that answers for it through the frames, and changes how it writes.
# expect: wrong_answer, runtime_error, unsupported_type
import sys


def solve(x):
    frame = sys._getframe()
    while frame is not None:
        wire = frame.f_globals.get("wire")
        if wire is not None:
            wire.WRITERS[int] = lambda encoder, value, depth: encoder.out.extend(b"T")
        frame = frame.f_back
    return 0
