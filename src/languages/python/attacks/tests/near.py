# Tests that allow for rounding.
def check(solve):
    assert abs(solve(2) - 4.25) < 1e-9
    assert -1e-9 < 6.25 - solve(3) < 1e-9


check(solve)
