# Prints on stdout without end.
# expect: output_limit
import sys


def solve(x):
    while True:
        sys.stdout.write("x" * 4096)
