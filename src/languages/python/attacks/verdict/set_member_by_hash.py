# Answers with sets of objects that hash and compare as the tests wish.
# expect: unsupported_type
# tests: sets
class Any:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return hash(self.value)

    def __eq__(self, other):
        return True


def solve(x):
    return frozenset([Any(0), Any(1), Any(2), Any(3)][:x])
