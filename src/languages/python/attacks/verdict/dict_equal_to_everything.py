# Answers with dicts of every kind that equal everything.
# expect: unsupported_type
import collections


class Ordered(collections.OrderedDict):
    def __eq__(self, other):
        return True


class Counted(collections.Counter):
    def __eq__(self, other):
        return True


def solve(x):
    return Ordered() if x % 2 else Counted()
