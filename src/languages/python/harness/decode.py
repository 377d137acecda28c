"""Bytes as values: what encode.py wrote."""

from collections import deque

from harness import classes, kinds, shapes, wire
from harness.encode import MAX_DEPTH, is_written_as_own
from harness.frames import Violation

NAN = float("nan")


class Decoder(wire.Reader):
    def __init__(self, line, data, at=0):
        super().__init__(data, at)
        self.line = line
        self.heap = line.heap
        self.bodies = deque()
        self.filled = []

    def value(self, depth=0):
        tag = self.take(1)
        read = wire.READERS.get(tag)
        if read is not None:
            return read(self)
        read = OBJECT_READERS.get(tag)
        if read is None or depth > MAX_DEPTH + 1:
            raise Violation("an unknown kind of value")
        return read(self, depth + 1)

    def sequence(self, depth=0):
        return [self.value(depth) for _ in range(self.count())]

    def add(self, value, pinned=False, body=False):
        self.heap.add(value, False, pinned)
        if body:
            self.bodies.append(value)
        return value

    def object(self, number):
        entry = self.heap.entries.get(number)
        if entry is None:
            raise Violation("an unknown argument")
        return entry.value

    def changes(self):
        """Numbers of objects whose new content stands behind the value."""
        for _ in range(self.count()):
            number = self.size()
            value = self.object(number)
            if self.heap.entries[number].before is None:
                raise Violation("a change of what cannot change")
            self.bodies.append(value)

    def finish(self):
        """Reads the contents, and fills the objects: those last whose items are hashed."""
        read = []
        while self.bodies:
            value = self.bodies.popleft()
            read.append((value, shapes.shape_of(type(value)), *self.content(value)))
        self.end()
        for value, shape, items, found in read:
            if found is not None:
                self.line.set_attributes(value, found)
            if items is not None and not shape.keyed:
                shape.fill(value, items)
        for value, shape, items, _found in read:
            if items is not None and shape.keyed:
                shape.fill(value, items)
        for value, *_ in read:
            self.heap.note(value, True)

    def content(self, value):
        shape = shapes.shape_of(type(value))
        items = self.sequence() if shape.items else None
        if items is not None and shape.base is bytearray and [type(item) for item in items] != [bytes]:
            raise Violation("a bytearray of other things than bytes")
        if not shape.has_attributes:
            return items, None
        found = {}
        for _ in range(self.count()):
            name = self.value()
            if type(name) is not str:
                raise Violation("an attribute without a name")
            found[name] = self.value()
        return items, found

    def kind(self, depth):
        kind = self.value(depth)
        if not isinstance(kind, type):
            raise Violation("an object without a class")
        return kind


def read_tuple(decoder, depth):
    return decoder.add(tuple(decoder.sequence(depth)))


def read_frozenset(decoder, depth):
    return decoder.add(frozenset(decoder.sequence(depth)))


def read_nan(decoder, depth):
    return decoder.add(-(-NAN))


def read_mutable(decoder, depth):
    kind, head = decoder.kind(depth), decoder.sequence(depth)
    if kind not in kinds.MUTABLE:
        raise Violation("an unknown kind of container")
    return decoder.add(kinds.MUTABLE[kind][1](kind, *head), body=True)


def read_made(decoder, depth):
    kind, parts = decoder.kind(depth), decoder.sequence(depth)
    made = kinds.MADE.get(kinds.full_name(kind)) if kinds.is_named(kind) else None
    if made is None:
        raise Violation("an unknown kind of value")
    return decoder.add(made[1](kind, *parts))


def read_named(decoder, depth):
    kind = kinds.named(decoder.value(depth))
    if kind is None:
        raise Violation("a class of no known name")
    return decoder.add(kind, pinned=True)


def read_class(decoder, depth):
    description = decoder.value(depth)
    return decoder.add(classes.resolved(description, decoder.line), pinned=True)


def read_member(decoder, depth):
    kind, name, value = decoder.kind(depth), decoder.value(depth), decoder.value(depth)
    members = shapes.vars_of(kind).get("_member_map_")
    if members is None:
        raise Violation("a member of no enumeration")
    if name in members:
        return decoder.add(members[name], pinned=True)
    return decoder.add(kind(value), pinned=True)  # of a Flag, several together


def read_error(decoder, depth):
    kind, args = decoder.kind(depth), decoder.value(depth)
    if not issubclass(kind, BaseException) or type(args) is not tuple:
        raise Violation("an exception that is none")
    return decoder.add(error_of(kind, args), body=True)


def error_of(kind, args):
    """An exception without running what a class of the program does when one is made."""
    base = shapes.base_of(kind)
    made = base.__new__(kind, *args)
    try:
        base.__init__(made, *args)
    except TypeError:
        pass  # UnicodeDecodeError and its like want other arguments
    if not isinstance(made, OSError):
        BaseException.args.__set__(made, args)
    return made


def read_own(decoder, depth):
    kind, head = decoder.kind(depth), decoder.sequence(depth)
    if not is_written_as_own(kind) or issubclass(kind, (BaseException, type)) or "_member_map_" in shapes.vars_of(kind):
        raise Violation("an object of no class of a program's own")
    return decoder.add(new_object(kind, head), body=True)


def new_object(kind, head):
    shape = shapes.shape_of(kind)
    if shape.new:
        return shape.new(kind, *head)
    if shape.base in kinds.PLAIN:
        return shape.base.__new__(kind, *head)
    made = kinds.MADE.get(kinds.full_name(shape.base))
    if made:
        return made[1](kind, *head)
    return (object if shapes.is_own(kind) else kind).__new__(kind)


def read_function(decoder, depth):
    return decoder.add(decoder.line.remote_function(*(decoder.value(depth) for _ in range(3))))


def read_library_function(decoder, depth):
    return decoder.add(decoder.line.library_function(*decoder.value(depth)))


def read_iterator(decoder, depth):
    return decoder.add(decoder.line.remote_iterator(decoder.value(depth)))


def read_known(decoder, depth):
    return decoder.object(decoder.size())


OBJECT_READERS = {
    b"t": read_tuple,
    b"Z": read_frozenset,
    b"n": read_nan,
    b"l": read_mutable,
    b"m": read_made,
    b"B": read_named,
    b"K": read_class,
    b"e": read_member,
    b"x": read_error,
    b"o": read_own,
    b"P": read_function,
    b"L": read_library_function,
    b"G": read_iterator,
    b"@": read_known,
}
