# Answers with an iterator whose items equal everything.
# expect: unsupported_type
# tests: items
class Anything:
    def __eq__(self, other):
        return True

    def __radd__(self, other):
        return 14


def solve(x):
    return iter([Anything(), Anything(), Anything()])
