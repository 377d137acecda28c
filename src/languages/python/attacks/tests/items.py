# Tests that draw items from what they get.
def check(solve):
    assert list(solve(3)) == [0, 1, 4]
    assert sum(solve(4)) == 14


check(solve)
