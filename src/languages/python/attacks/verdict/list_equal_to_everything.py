# Answers with a list that equals everything and iterates over something else.
# expect: unsupported_type
class Items(list):
    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter([4])

    def __len__(self):
        return 1


def solve(x):
    return Items()
