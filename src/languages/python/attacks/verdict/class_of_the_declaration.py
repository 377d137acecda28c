# Is a class that says it is called like one of the tests', in the hope that the judge takes its own.
# expect: wrong_answer, unsupported_type, runtime_error
# tests: entry_class
class solve:
    def __init__(self, value):
        self.value = 0

    def double(self):
        return 0


solve.__name__ = solve.__qualname__ = "Doubler"
