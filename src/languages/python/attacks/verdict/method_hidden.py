# Gives the tests' own object an attribute that stands before its method.
# expect: unsupported_type
# tests: nodes
def solve(node):
    made = type(node).__new__(type(node))
    made.value, made.next = 20, None
    made.__dict__["total"] = lambda: 20
    made.__dict__["value"] = -1
    return made
