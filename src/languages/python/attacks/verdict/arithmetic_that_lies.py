# Answers with a number whose every operation gives the right distance.
# expect: unsupported_type
# tests: near
class Near:
    def __sub__(self, other):
        return 0.0

    __rsub__ = __add__ = __radd__ = __sub__

    def __abs__(self):
        return 0.0

    def __lt__(self, other):
        return True

    __gt__ = __le__ = __ge__ = __eq__ = __lt__

    def __float__(self):
        return 0.0


def solve(x):
    return Near()
