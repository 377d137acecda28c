# Answers with an object that equals everything.
# expect: unsupported_type
class Anything:
    def __eq__(self, other):
        return True

    def __bool__(self):
        return True


def solve(x):
    return Anything()
