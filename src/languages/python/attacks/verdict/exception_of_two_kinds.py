# Raises an exception whose class overrides its arguments.
# expect: unsupported_type, wrong_answer, runtime_error
# tests: raises
class Anything(tuple):
    def __eq__(self, other):
        return True


class Odd(ValueError):
    @property
    def args(self):
        return Anything()

    def __eq__(self, other):
        return True


def solve(x):
    raise Odd()
