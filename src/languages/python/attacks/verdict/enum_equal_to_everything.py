# Answers with a member of an enumeration that equals everything.
# expect: unsupported_type, wrong_answer
import enum


class Light(enum.Enum):
    RED = 1

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


def solve(x):
    return Light.RED
