# Tests that compare sets, and look for members.
def check(solve):
    assert solve(2) == {0, 1}
    assert 2 in solve(3)
    assert {solve(1): "one"} != {}
    assert solve(4) >= {3}


check(solve)
