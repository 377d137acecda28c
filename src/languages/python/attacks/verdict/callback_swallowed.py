# Calls the function with arguments that break the tests, and goes on.
# expect: wrong_answer, unsupported_type, runtime_error
# tests: calls
def solve(function):
    class Anything:
        def __eq__(self, other):
            return True

        def __rmul__(self, other):
            return 6

    for argument in (Anything(), Anything(), None):
        try:
            function(argument)
        except Exception:
            pass
    return [6, 8]
