# Answers with a generator.
# expect: wrong_answer
def solve(x):
    yield x * x
