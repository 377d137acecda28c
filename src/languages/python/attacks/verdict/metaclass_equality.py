# Answers with a class whose metaclass says that it equals everything, and with its objects.
# expect: wrong_answer, unsupported_type
class Meta(type):
    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return 0

    def __instancecheck__(cls, value):
        return True


class Anything(metaclass=Meta):
    pass


def solve(x):
    return Anything if x == 2 else Anything()
