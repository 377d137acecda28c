"""Values as bytes, which decode.py reads: objects that both sides know by their numbers, new ones with all that they hold.

A new object that can change is written as its head where it is met; its content follows at the end of the message, so that
neither a long list of nodes nor a cycle nests. What cannot change is written whole, and numbered behind its parts.
"""

import sys
import types
from collections import deque

from harness import classes, kinds, shapes, wire
from harness.wire import Unsupported, size

MAX_DEPTH = 150
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.MethodWrapperType)
FUNCTIONS += (types.WrapperDescriptorType, types.MethodDescriptorType, types.ClassMethodDescriptorType)


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
    if hasattr(kind, "derive"):
        raise Unsupported("an exception group")
    encoder.out += b"x"
    encoder.value(kind, depth)
    encoder.value(error_args(value), depth)
    encoder.number(value, body=True)


def error_args(error):
    """The arguments that make an exception again; an OSError's leave out the files that it was given."""
    args = BaseException.args.__get__(error)
    if isinstance(error, OSError) and len(args) == 2 and OSError.filename.__get__(error) is not None:
        files = OSError.filename.__get__(error), None, OSError.filename2.__get__(error)
        return args + (files[:1] if files[2] is None else files)
    return args


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
        doc = getattr(value, "__doc__", None)
        encoder.value(doc if type(doc) is str else None, depth)
        encoder.value(bool(function_attributes(value)), depth)
    encoder.number(value, pinned=True)


def function_attributes(value):
    """Names of what a function carries besides itself."""
    own = getattr(value, "__dict__", None)
    names = [name for name in own if type(name) is str and not shapes.is_special(name)] if type(own) is dict else []
    return names + [name for name in ("cache_info", "cache_clear", "func", "args", "keywords") if hasattr(type(value), name)]


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
