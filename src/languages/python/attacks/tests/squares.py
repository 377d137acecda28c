# The tests that an attack meets unless it names others.
SECRET = "quicksilver-pelican"


def check(solve):
    assert solve(2) == 4
    assert solve(-3) == 9
    assert solve(10) == 100 and SECRET


check(solve)
