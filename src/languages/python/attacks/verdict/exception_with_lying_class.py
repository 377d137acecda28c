# Raises an exception whose class lies about its ancestry.
# expect: runtime_error
class Meta(type):
    @property
    def __mro__(cls):
        return (int, object)

    @property
    def __name__(cls):
        raise KeyboardInterrupt

    @property
    def __module__(cls):
        return "builtins"


class Odd(Exception, metaclass=Meta):
    pass


def solve(x):
    raise Odd("gone")
