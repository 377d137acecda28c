# Answers with a Fraction whose numerator is an object that equals everything.
# expect: runtime_error
from fractions import Fraction


class Anything:
    def __eq__(self, other):
        return True


def solve(x):
    made = Fraction(1, 2)
    made._numerator = Anything()
    return made
