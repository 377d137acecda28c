# Tests that pass a function, and count its calls.
def check(solve):
    seen = []

    def double(x):
        seen.append(x)
        return 2 * x

    assert solve(double) == [6, 8]
    assert seen == [3, 4]


check(solve)
