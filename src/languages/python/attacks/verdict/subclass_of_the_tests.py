# Answers with an object of a subclass of the tests' class that overrides what they ask.
# expect: wrong_answer, unsupported_type
# tests: nodes
def solve(node):
    class Liar(type(node)):
        def __eq__(self, other):
            return True

        def __ne__(self, other):
            return False

    made = Liar.__new__(Liar)
    made.value, made.next = 20, None
    return made
