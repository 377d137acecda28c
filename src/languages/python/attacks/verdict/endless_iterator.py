# Answers with an iterator that never ends.
# expect: wrong_answer
import itertools


def solve(x):
    return itertools.count()
