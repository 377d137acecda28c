# Answers with an object that claims to be an int by __class__.
# expect: unsupported_type
class Liar:
    @property
    def __class__(self):
        return int

    def __eq__(self, other):
        return True

    def __add__(self, other):
        return 4

    def bit_length(self):
        return 3


def solve(x):
    return Liar()
