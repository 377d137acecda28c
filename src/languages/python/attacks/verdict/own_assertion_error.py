# Raises an AssertionError of its own, as if an assertion of the tests had been the candidate's.
# expect: runtime_error
def solve(x):
    raise AssertionError("passed")
