# Answers with a str that equals everything and calls itself something else.
# expect: unsupported_type
class Text(str):
    def __eq__(self, other):
        return True

    def __str__(self):
        return "4"

    def encode(self, *args):
        return b"4"

    __hash__ = str.__hash__


def solve(x):
    return Text("0")
