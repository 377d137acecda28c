"""Values as bytes, and back: the objects that both sides know by their numbers, new ones with all that they hold.

A new object that can change is written as its head where it is met; its content follows at the end of the message, so that
neither a long list of nodes nor a cycle nests. What cannot change is written whole, and numbered behind its parts.
"""

import sys
import types
from collections import deque

from harness import classes, kinds, shapes, wire
from harness.wire import Unsupported, Violation, size

MAX_DEPTH = 150
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.MethodWrapperType)
FUNCTIONS += (types.WrapperDescriptorType, types.MethodDescriptorType, types.ClassMethodDescriptorType)
NAN = float("nan")


class Encoder:
    """`start` a message, then write values, then `finish`; nothing is numbered for good before that."""

    def __init__(self, line):
        self.line = line
        self.heap = line.heap
        self.out = bytearray()
        self.new = {}
        self.order = []
        self.bodies = deque()

    def value(self, value, depth=0):
        write = wire.SCALARS.get(type(value))
        data = write(value) if write else None
        if data is not None:
            self.out += data
        elif not self.known(value):
            if depth > MAX_DEPTH:
                raise Unsupported("data nested more than %d deep" % MAX_DEPTH)
            self.object(value, depth + 1)
        if len(self.out) > wire.MESSAGE_BYTES:
            raise Unsupported(wire.TOO_LONG)

    def known(self, value):
        number = self.heap.number(value)
        if number is None:
            number = self.new.get(id(value))
        if number is None:
            return False
        self.out += b"@" + size(number)
        return True

    def number(self, value, pinned=False, body=False):
        self.new[id(value)] = self.heap.next[True] + 2 * len(self.order)
        self.order.append((value, pinned, body))
        if body:
            self.bodies.append(value)

    def object(self, value, depth):
        kind = type(value)
        for is_one, write in OBJECTS:
            if is_one(kind, value):
                return write(self, kind, value, depth)
        raise Unsupported("a value of type %s" % kinds.attribute(kind, "__name__"))

    def body(self, value):
        """What an object holds now."""
        shape = shapes.shape_of(type(value))
        if shape.items:
            self.sequence(shape.items(value), 0)
        if shape.has_attributes:
            found = shapes.attributes(value)
            self.out += size(len(found))
            for name, item in found.items():
                self.out += wire.SCALARS[str](name)
                self.value(item)

    def sequence(self, items, depth):
        self.out += size(len(items))
        for item in items:
            self.value(item, depth)

    def finish(self):
        """The bytes of all that was written, the contents of new objects behind it."""
        while self.bodies:
            self.body(self.bodies.popleft())
        for value, pinned, _body in self.order:
            self.heap.add(value, True, pinned)
        for value, _pinned, body in self.order:
            self.heap.note(value, body)
        return bytes(self.out)


# ------------------------------------------------------------------------------------- how objects are written


def write_parts(tag):
    def write(encoder, kind, value, depth):
        encoder.out += tag
        encoder.sequence(list(value), depth)
        encoder.number(value)

    return write


def write_nan(encoder, kind, value, depth):
    encoder.out += b"n"
    encoder.number(value)


def write_mutable(encoder, kind, value, depth):
    encoder.out += b"l"
    encoder.value(kind, depth)
    encoder.sequence(kinds.MUTABLE[kind][0](value), depth)
    encoder.number(value, body=True)


def write_made(encoder, kind, value, depth):
    encoder.out += b"m"
    encoder.value(kind, depth)
    encoder.sequence(kinds.MADE[kinds.full_name(kind)][0](kind, value), depth)
    encoder.number(value)


def write_class(encoder, kind, value, depth):
    if kinds.is_named(value):
        encoder.out += b"B" + wire.SCALARS[str](kinds.full_name(value))
    else:
        encoder.out += b"K"
        encoder.value(classes.described(value), depth)
    encoder.number(value, pinned=True)


def write_member(encoder, kind, value, depth):
    encoder.out += b"e"
    encoder.value(kind, depth)
    encoder.value(value._name_, depth)
    encoder.value(value._value_, depth)
    encoder.number(value, pinned=True)


def write_error(encoder, kind, value, depth):
    encoder.out += b"x"
    encoder.value(kind, depth)
    encoder.value(BaseException.args.__get__(value), depth)
    encoder.number(value, body=True)


def write_own(encoder, kind, value, depth):
    """An object of a program's own class: the class, what it holds of the library's, and its attributes."""
    shape = shapes.shape_of(kind)
    encoder.out += b"o"
    encoder.value(kind, depth)
    encoder.sequence(own_head(shape, value), depth)
    encoder.number(value, body=True)


def own_head(shape, value):
    if shape.head:
        return shape.head(value)
    if shape.base in kinds.PLAIN:
        return (kinds.PLAIN[shape.base](value),)
    made = kinds.MADE.get(kinds.full_name(shape.base))
    return made[0](shape.base, value) if made else ()


def write_function(encoder, kind, value, depth):
    name = library_function(value) if encoder.line.names_functions else None
    if name:
        encoder.out += b"L"
        encoder.value(name, depth)
    else:
        encoder.out += b"P"
        encoder.value(str(getattr(value, "__name__", "function"))[:100], depth)
    encoder.number(value, pinned=True)


def library_function(value):
    """(module, path) of a function of the library that the other side has as well; None for any other."""
    if type(value) in (types.MethodType, types.FunctionType) and value.__module__ in shapes.OWN_MODULES:
        return None
    owner = getattr(value, "__objclass__", None)
    module = owner.__module__ if owner else getattr(value, "__module__", None)
    path = getattr(value, "__qualname__", "")
    return (module, path) if isinstance(module, str) and find(module, path) is value else None


def find(module, path):


    found = sys.modules.get(module)
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


def write_iterator(encoder, kind, value, depth):
    encoder.out += b"G"
    encoder.value(kinds.attribute(kind, "__name__"), depth)
    encoder.number(value, pinned=True)


def write_number(encoder, kind, value, depth):
    encoder.value(kind.item(value), depth)


def is_library_iterator(kind, value):
    return hasattr(kind, "__next__") and hasattr(kind, "__iter__") and kind.__module__ in ("builtins", "itertools")


def is_function(kind, value):
    return kind in FUNCTIONS or kind.__module__ in ("functools", "_functools", "operator") and callable(value)


def is_written_as_own(kind):
    return shapes.is_own(kind) or (kinds.full_name(kind) in kinds.RECORDS and kinds.is_named(kind))


def is_numpy_scalar(kind, value):
    if kind.__module__ != "numpy" or not callable(getattr(kind, "item", None)) or hasattr(kind, "__len__"):
        return False
    return type(kind.item(value)) in wire.SCALARS


OBJECTS = (
    (lambda kind, value: kind is tuple, write_parts(b"t")),
    (lambda kind, value: kind in kinds.MUTABLE, write_mutable),
    (lambda kind, value: kind is frozenset, write_parts(b"Z")),
    (lambda kind, value: kind is float, write_nan),
    (lambda kind, value: isinstance(value, type) and issubclass(kind, type), write_class),
    (lambda kind, value: kinds.full_name(kind) in kinds.MADE and kinds.is_named(kind), write_made),
    (lambda kind, value: "_member_map_" in shapes.vars_of(kind), write_member),
    (lambda kind, value: issubclass(kind, BaseException), write_error),
    (lambda kind, value: is_written_as_own(kind), write_own),
    (is_numpy_scalar, write_number),
    (is_library_iterator, write_iterator),
    (is_function, write_function),
)


# ------------------------------------------------------------------------------------------------- decoding


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
    return decoder.add(decoder.line.remote_function(decoder.value(depth)))


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
