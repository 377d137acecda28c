# Answers with a deque that equals everything.
# expect: unsupported_type
import collections


class Queue(collections.deque):
    def __eq__(self, other):
        return True


def solve(x):
    return Queue()
