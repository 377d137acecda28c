# Answers with a dataclass that has an equality of its own.
# expect: unsupported_type, wrong_answer
import dataclasses


@dataclasses.dataclass
class Box:
    value: int

    def __eq__(self, other):
        return True


def solve(x):
    return Box(x)
