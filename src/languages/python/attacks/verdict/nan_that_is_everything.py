# Answers with numbers that are not numbers, in the same list.
# expect: wrong_answer
# tests: items
def solve(x):
    return [float("nan")] * 3
