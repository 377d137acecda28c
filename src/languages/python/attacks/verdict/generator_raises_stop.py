# Raises StopIteration from an iterator after the right beginning.
# expect: wrong_answer
# tests: items
class Steps:
    def __init__(self):
        self.left = 2

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return 1 - self.left


def solve(x):
    return Steps()
