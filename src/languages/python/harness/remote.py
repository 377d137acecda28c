"""What is asked of the other side, and what stands for functions and iterators that only the other side can run."""

from harness import shapes

# Questions.
CALL, METHOD, GET, SET, STEP, THROW, CLOSE = b"C", b"M", b"A", b"S", b"N", b"T", b"Q"


class Ended(Exception):
    """An iterator has no more; `value` is what a generator returned."""

    def __init__(self, value):
        self.value = value


class RemoteFunction:
    """A function that carries attributes: they are asked for."""

    def __init__(self, line, number, function):
        self._line, self._number, self.__wrapped__ = line, number, function
        self.__name__, self.__doc__ = function.__name__, function.__doc__

    def __call__(self, *args, **kwargs):
        return self.__wrapped__(*args, **kwargs)

    def __getattr__(self, name):
        if shapes.is_special(name):
            raise AttributeError(name)
        return self._line.get(self._number, name)


class RemoteIterator:
    """An iterator that the other side draws from, a step at a time."""

    def __init__(self, line, number):
        self.line, self.number = line, number

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return self.line.ask(STEP, (self.number,))
        except Ended:
            raise StopIteration from None

    def generator(self):
        sent = None
        try:
            while True:
                question = STEP, (self.number, sent)
                while question:
                    value = self.line.ask(*question)
                    question = None
                    try:
                        sent = yield value
                    except GeneratorExit:
                        self.line.ask(CLOSE, (self.number,))
                        raise
                    except Exception as thrown:
                        question = THROW, (self.number, thrown)
        except Ended as end:
            return end.value
