# Tests that a StopIteration out of the candidate would turn into all([]).
def check(solve):
    assert all(map(lambda x: solve(x) == x * x, [2, 3, 4]))


check(solve)
