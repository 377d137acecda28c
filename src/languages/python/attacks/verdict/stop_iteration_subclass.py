# Raises a subclass of StopIteration inside all(map(...)).
# expect: runtime_error
# tests: all_of_map
def solve(x):
    raise type("Stop", (StopIteration,), {})
