# Gives its class an equality after the judge has seen the class.
# expect: runtime_error
# tests: swallows
class Anything:
    pass


def solve(x):
    Anything.__eq__ = lambda self, other: True
    raise SystemExit(0)
