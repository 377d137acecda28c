# Waits for input that never comes.
# expect: runtime_error
def solve(x):
    return input()
