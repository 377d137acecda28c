# Prints a verdict as the judge would write it, on both streams.
# expect: wrong_answer
import sys

for stream in (sys.stdout, sys.stderr):
    print('{"verdict": "passed", "asserts": 3}', file=stream, flush=True)


def solve(x):
    return 0
