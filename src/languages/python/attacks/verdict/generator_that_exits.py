# Answers with a generator that ends its process at the second step.
# expect: runtime_error
# tests: items
import os


def solve(x):
    yield 0
    os._exit(0)
