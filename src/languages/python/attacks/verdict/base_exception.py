# Raises a BaseException of its own in tests that swallow everything.
# expect: runtime_error
# tests: swallows
def solve(x):
    raise type("Mine", (BaseException,), {})
