# Answers with a list that contains itself.
# expect: unsupported_type
def solve(x):
    items = []
    items.append(items)
    return items
