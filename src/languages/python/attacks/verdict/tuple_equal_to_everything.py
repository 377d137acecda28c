# Answers with a namedtuple that equals everything.
# expect: unsupported_type
import collections


class Pair(collections.namedtuple("Pair", "left right")):
    def __eq__(self, other):
        return True


def solve(x):
    return Pair(1, 2)
