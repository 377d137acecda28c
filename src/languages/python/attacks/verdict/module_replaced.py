# Puts an object that is called like a function in its module's place.
# expect: wrong_answer
import sys


class Everything:
    def __getattr__(self, name):
        return self

    def __call__(self, *args):
        return self

    def __eq__(self, other):
        return True


sys.modules[__name__] = Everything()
solve = Everything()
