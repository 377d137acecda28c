# Tests that pass objects of their own class, and ask them afterwards.
class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next

    def total(self):
        return self.value + (self.next.total() if self.next else 0)

    def __eq__(self, other):
        return isinstance(other, Node) and self.total() == other.total()


def check(solve):
    last = Node(7)
    first = Node(3, last)
    result = solve(first)
    assert isinstance(result, Node)
    assert result.total() == 20
    assert result == Node(20)
    assert result is not first and last.total() == 7


check(solve)
