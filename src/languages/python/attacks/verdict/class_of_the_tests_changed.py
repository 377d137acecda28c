# Changes the tests' class as it knows it, so that all its objects are equal.
# expect: wrong_answer, runtime_error, unsupported_type
# tests: nodes
def solve(node):
    kind = type(node)
    kind.__eq__ = lambda self, other: True
    kind.total = lambda self: 20
    made = kind.__new__(kind)
    made.value, made.next = 0, None
    return made
