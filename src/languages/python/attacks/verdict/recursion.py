# Recurses without end.
# expect: runtime_error
def solve(x):
    return solve(x) + 1
