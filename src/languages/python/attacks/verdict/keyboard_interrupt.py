# Raises KeyboardInterrupt in tests that swallow everything.
# expect: runtime_error
# tests: swallows
def solve(x):
    raise KeyboardInterrupt
