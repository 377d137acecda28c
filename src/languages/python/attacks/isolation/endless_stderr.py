# Prints on stderr without end.
# expect: output_limit
import sys


def solve(x):
    while True:
        sys.stderr.write("x" * 4096)
