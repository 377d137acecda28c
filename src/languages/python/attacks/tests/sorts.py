# Tests that look at the argument after the call.
def check(solve):
    numbers = [3, 1, 2]
    assert solve(numbers) is None
    assert numbers == [1, 2, 3]


check(solve)
