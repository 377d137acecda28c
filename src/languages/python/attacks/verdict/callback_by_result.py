# Answers with a function in place of a value.
# expect: wrong_answer
def solve(x):
    return lambda *args: True
