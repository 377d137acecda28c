# Knows what the function would give, and does not call it.
# expect: wrong_answer
# tests: calls
def solve(function):
    return [6, 8]
