# Answers with a set that contains everything and equals everything.
# expect: unsupported_type
# tests: sets
class All(set):
    def __contains__(self, item):
        return True

    def __eq__(self, other):
        return True

    def __ge__(self, other):
        return True

    def __hash__(self):
        return 0


def solve(x):
    return All()
