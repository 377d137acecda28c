# Answers with an object that claims to be a numpy scalar whose item is anything.
# expect: unsupported_type
class Anything:
    def __eq__(self, other):
        return True


class float64:
    __module__ = "numpy"

    def item(self):
        return Anything()


def solve(x):
    return float64()
