# Answers with a list that contains itself.
# expect: wrong_answer
def solve(x):
    items = []
    items.append(items)
    return items
