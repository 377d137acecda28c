# Answers with half a gigabyte.
# expect: unsupported_type, memory_limit
def solve(x):
    return "x" * (500 << 20)
