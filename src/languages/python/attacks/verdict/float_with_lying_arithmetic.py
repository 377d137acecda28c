# Answers with a float whose subtraction gives nothing.
# expect: unsupported_type
# tests: near
class Near(float):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


def solve(x):
    return Near(1.0)
