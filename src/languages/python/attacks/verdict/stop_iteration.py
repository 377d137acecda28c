# Raises StopIteration inside all(map(...)), which would end it as true.
# expect: runtime_error
# tests: all_of_map
def solve(x):
    raise StopIteration
