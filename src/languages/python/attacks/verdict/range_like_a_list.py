# Answers with a class that claims to be a range.
# expect: wrong_answer
# tests: items
class range_iterator:
    __module__ = "builtins"

    def __iter__(self):
        return iter([0, 1, 5])


range_iterator.__module__ = "candidate"


def solve(x):
    return range_iterator()
