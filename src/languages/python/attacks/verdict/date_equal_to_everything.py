# Answers with a date that equals everything.
# expect: unsupported_type
import datetime


class Day(datetime.date):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


def solve(x):
    return Day(2024, 1, 1)
