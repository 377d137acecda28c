"""The line between judge and candidate: either side may ask the other while it waits for an answer itself.

A message is its kind, the numbers that are forgotten, those of the objects that have changed, a value, and the contents of
all objects that are new or changed.
"""

from _thread import RLock

from harness import classes, decode, encode, heap, kinds, shapes, wire
from harness.remote import CALL, CLOSE, GET, METHOD, SET, STEP, THROW, Ended, RemoteFunction, RemoteIterator
from harness.frames import Violation
from harness.wire import Unsupported

# Answers.
RETURNED, RAISED, ENDED, UNSUPPORTED = b"r", b"e", b"f", b"u"


class Line:
    """One side. Subclasses say what becomes of trouble, and which classes are this side's own."""

    parity = 0
    their_module = "candidate"
    names_functions = False
    asks_all = False

    def __init__(self, read, write):
        self.fds = read, write
        self.heap = heap.Heap(self.parity)
        self.lock = RLock()

    # ---------------------------------------------------------------------------------------------- asking

    def call(self, function, args, kwargs):
        return self.ask(CALL, (function, *flat(args, kwargs)))

    def method(self, value, name, args, kwargs):
        try:
            return self.ask(METHOD, (value, name, *flat(args, kwargs)))
        except Ended:
            raise StopIteration from None

    def get(self, value, name):
        return self.ask(GET, (value, name))

    def set(self, value, name, item):
        return self.ask(SET, (value, name, item))

    def ask(self, kind, question):
        """The answer to a question; questions of the other side are answered on the way. Raises what it raised."""
        with self.lock:
            self.send(kind, question)
            while True:
                kind, reply = self.receive()
                if kind in ANSWERING:
                    self.serve(kind, reply)
                else:
                    return self.outcome(kind, reply)

    def outcome(self, kind, reply):
        if kind == RETURNED:
            return reply
        if kind == ENDED:
            raise Ended(reply)
        if kind == RAISED:
            raise self.raised(*self.checked_error(reply))
        self.unsupported(reply)

    def checked_error(self, reply):
        if len(reply) != 2 or not isinstance(reply[0], BaseException):
            self.broken("an exception that is none")
        return reply

    # ------------------------------------------------------------------------------------------- answering

    def serve(self, kind, question):
        """Answers one question of the other side."""
        try:
            answer = RETURNED, ANSWERING[kind](self, *question)
        except Violation as problem:
            self.broken(problem)
        except Unsupported as problem:
            answer = UNSUPPORTED, str(problem)
        except Ended as end:
            answer = ENDED, end.value
        except self.caught as error:
            answer = RAISED, self.error(error)
        self.send(*answer)

    def error(self, error):
        """An exception, and what is told of it."""
        return error, self.told(error)

    def do_call(self, function, *given):
        if type(function) is int:
            function = self.known(function)
        if not callable(function):
            raise Violation("a call of what is none")
        args, kwargs = unflat(*given)
        return function(*args, **kwargs)

    def do_method(self, value, name, *given):
        args, kwargs = unflat(*given)
        self.check_name(value, name, (0, 1, 4))
        if isinstance(value, type) or not shapes.is_special(name):
            return getattr(value, name)(*args, **kwargs)
        if name == "__next__":
            return self.step(value)
        if name == "__hash__":
            return hash(value)
        return getattr(type(value), name)(value, *args, **kwargs)

    def do_get(self, value, name):
        if type(value) is int:
            return self.function_attribute(value, name)
        self.check_name(value, name, (2, 3))
        return getattr(value, name)

    def function_attribute(self, number, name):
        function = self.known(number)
        if name not in encode.function_attributes(function):
            raise AttributeError(name)
        return getattr(function, name)

    def do_set(self, value, name, item):
        self.check_name(value, name, (2,))
        setattr(value, name, item)

    def check_name(self, value, name, groups):
        """Only what was told of the value's class may be asked for."""
        kind = value if isinstance(value, type) else type(value)
        told = [self.names_of(base) for base in kinds.ancestry(kind) if shapes.is_own(base)]
        if "__getattr__" in [each for names in told for each in names[4]] and 2 in groups and not shapes.is_special(name):
            return
        if not any(name in names[group] for names in told for group in groups):
            raise Violation("an attribute that was not told of")

    def names_of(self, kind):
        return classes.described(kind)[4:]

    def known(self, number):
        """What only this side can look into, by its number."""
        entry = self.heap.entries.get(number)
        if entry is None or not entry.pinned:
            raise Violation("an unknown function or iterator")
        return entry.value

    def do_step(self, number, *sent):
        return self.step(self.known(number), *sent)

    def step(self, iterator, *sent):
        try:
            return iterator.send(*sent) if sent and sent[0] is not None else next(iterator)
        except StopIteration as end:
            raise Ended(end.value)

    def do_throw(self, number, error):
        try:
            return self.known(number).throw(error)
        except StopIteration as end:
            raise Ended(end.value)

    def do_close(self, number):
        self.known(number).close()

    # -------------------------------------------------------------------------------------------- messages

    def send(self, kind, value):
        try:
            data = self.message(kind, value)
        except Unsupported as problem:
            data = self.untold(kind, value, str(problem))
        self.write(data)

    def message(self, kind, value):
        dead = self.heap.release()
        changed = self.heap.changed()
        encoder = encode.Encoder(self)
        encoder.out += kind
        for numbers in (dead, changed):
            encoder.out += wire.size(len(numbers)) + b"".join(map(wire.size, numbers))
        entries = [self.heap.entries[number].value for number in changed]
        encoder.bodies.extend(entries)
        if kind in ANSWERING or kind == RAISED:
            encoder.sequence(value, 0)
        else:
            encoder.value(value)
        data = encoder.finish()
        for entry in entries:
            self.heap.note(entry, True)
        return data

    def untold(self, kind, value, problem):
        """The message in place of one that cannot be written."""
        if kind == RAISED:
            error, told = value
            try:
                return self.message(RAISED, (plain_error(error), told))
            except Unsupported:
                pass
        return UNSUPPORTED + self.message(UNSUPPORTED, problem)[1:]

    def receive(self):
        """The next message: its kind and its value."""
        data = self.read()
        try:
            reader = decode.Decoder(self, data, 1)
            self.heap.forget([reader.size() for _ in range(reader.count())])
            reader.changes()
            kind = data[:1]
            value = reader.sequence() if kind in ANSWERING or kind == RAISED else reader.value()
            reader.finish()
            return kind, value
        except Unsupported as problem:
            self.unsupported(str(problem))
        except Exception as problem:
            self.broken(problem)

    # --------------------------------------------------------------------------------------- what is remote

    # They know their number, not themselves: what refers to itself would never be forgotten.

    def remote_function(self, name, doc, has_attributes):
        number = self.heap.next[False]

        def remote(*args, **kwargs):
            return self.call(number, args, kwargs)

        remote.__name__ = remote.__qualname__ = str(name)
        remote.__module__ = self.their_module
        remote.__doc__ = doc
        return RemoteFunction(self, number, remote) if has_attributes else remote

    def remote_iterator(self, kind):
        source = RemoteIterator(self, self.heap.next[False])
        if kind == "generator":
            return source.generator()
        if kind == "map":
            return map(lambda item: item, source)
        if kind == "filter":
            return filter(lambda item: True, source)
        return source


def flat(args, kwargs):
    """Arguments as one sequence: the names of those that have one come first."""
    return (",".join(kwargs), *args, *kwargs.values())


def unflat(names, *values):
    named = names.split(",") if names else []
    cut = len(values) - len(named)
    return values[:cut], dict(zip(named, values[cut:]))


def plain_error(error):
    """An exception of the nearest class of the library, with its message alone."""
    try:
        return decode.error_of(shapes.base_of(type(error)), (str(error),))
    except Exception:
        raise Unsupported("an exception of type %s" % kinds.attribute(type(error), "__name__"))


ANSWERING = {
    CALL: Line.do_call,
    METHOD: Line.do_method,
    GET: Line.do_get,
    SET: Line.do_set,
    STEP: Line.do_step,
    THROW: Line.do_throw,
    CLOSE: Line.do_close,
}
