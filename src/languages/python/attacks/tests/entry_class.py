# Tests whose entry point is a class, and that have a class of their own that does the same.
class Doubler:
    def __init__(self, value):
        self.value = value

    def double(self):
        return 2 * self.value


def check(solve):
    assert solve(4).double() == Doubler(4).double()
    assert solve(1).value == 1


check(solve)
