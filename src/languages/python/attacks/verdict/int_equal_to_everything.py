# Answers with an int that equals everything.
# expect: unsupported_type
class Number(int):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __int__(self):
        return 4

    __index__ = __int__
    __hash__ = int.__hash__


def solve(x):
    return Number(0)
