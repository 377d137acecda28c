# Answers with a Decimal that equals everything.
# expect: unsupported_type
from decimal import Decimal


class Price(Decimal):
    def __eq__(self, other):
        return True

    __hash__ = Decimal.__hash__


def solve(x):
    return Price(0)
