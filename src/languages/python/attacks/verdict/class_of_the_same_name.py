# Answers with an object of a class of its own that is called like the tests'.
# expect: wrong_answer, runtime_error, unsupported_type
# tests: nodes
class Node:
    def __init__(self, value):
        self.value = value
        self.next = None

    def total(self):
        return 20

    def __eq__(self, other):
        return True


def solve(node):
    return Node(1)
