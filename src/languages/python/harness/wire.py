"""Plain data between the judge and the candidate: a small tagged encoding, length-capped, never pickle.

Lists, dicts and sets that a call passes are numbered in the order in which they are met, on both sides alike.
An answer may name them by number, so that changes made to an argument, and an argument that is returned,
arrive as the very same object.
"""

import os
import struct

MESSAGE_BYTES = 16 << 20
MAX_DEPTH = 150
CONTAINERS = (list, dict, set)


class Unsupported(Exception):
    """A value that is not plain data; the message names its type."""


class Violation(Exception):
    """Bytes that are no message."""


# ------------------------------------------------------------------------------------------------- encoding


def size(number):
    """An unsigned number, seven bits to a byte, low ones first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return out


class Encoder:
    def __init__(self, containers=(), number_new=False):
        self.out = bytearray()
        self.containers = list(containers)
        self.numbers = {id(value): number for number, value in enumerate(self.containers)}
        self.number_new = number_new

    def value(self, value, depth=0):
        if depth > MAX_DEPTH:
            raise Unsupported("data nested more than %d deep" % MAX_DEPTH)
        content, write = value, WRITERS.get(type(value))
        if write is None:
            content, write = plain(value)
        if type(content) in CONTAINERS and self.known(value):
            return
        write(self, content, depth)

    def known(self, value):
        """Writes the number of a container met before; numbers a new one where that is asked for."""
        number = self.numbers.get(id(value))
        if number is not None:
            self.out += b"@" + size(number)
            return True
        if self.number_new:
            self.numbers[id(value)] = len(self.containers)
            self.containers.append(value)
        return False

    def body(self, value):
        """A container's content, even where the container itself has a number."""
        WRITERS[type(value)](self, value, 0)


def write_int(encoder, value, depth):
    data = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
    encoder.out += b"i" + size(len(data)) + data


def write_bytes(tag, encoder, data):
    if len(data) > MESSAGE_BYTES:
        raise Unsupported("more than %d bytes of data" % MESSAGE_BYTES)
    encoder.out += tag + size(len(data)) + data


def write_items(tag):
    def write(encoder, value, depth):
        encoder.out += tag + size(len(value))
        for item in value:
            encoder.value(item, depth + 1)
        if len(encoder.out) > MESSAGE_BYTES:
            raise Unsupported("more than %d bytes of data" % MESSAGE_BYTES)

    return write


def write_dict(encoder, value, depth):
    encoder.out += b"d" + size(len(value))
    for key, item in value.items():
        encoder.value(key, depth + 1)
        encoder.value(item, depth + 1)


def write_constant(tag):
    def write(encoder, value, depth):
        encoder.out += tag

    return write


def write_bool(encoder, value, depth):
    encoder.out += b"T" if value else b"F"


def write_float(encoder, value, depth):
    encoder.out += b"f" + struct.pack("<d", value)


def write_complex(encoder, value, depth):
    encoder.out += b"c" + struct.pack("<dd", value.real, value.imag)


WRITERS = {
    type(None): write_constant(b"N"),
    bool: write_bool,
    int: write_int,
    float: write_float,
    complex: write_complex,
    str: lambda encoder, value, depth: write_bytes(b"s", encoder, value.encode("utf-8", "surrogatepass")),
    bytes: lambda encoder, value, depth: write_bytes(b"b", encoder, value),
    list: write_items(b"l"),
    tuple: write_items(b"t"),
    set: write_items(b"S"),
    frozenset: write_items(b"Z"),
    dict: write_dict,
}

# How the plain value is taken out of a subclass without running any method that the subclass defines.
PLAIN = (
    (int, lambda value: int.__add__(value, 0)),
    (float, float.__float__),
    (complex, lambda value: complex(complex.real.__get__(value), complex.imag.__get__(value))),
    (str, str.__str__),
    (bytes, lambda value: bytes.__getitem__(value, slice(None))),
    (list, lambda value: list(list.__iter__(value))),
    (tuple, lambda value: tuple(tuple.__iter__(value))),
    (set, lambda value: set(set.__iter__(value))),
    (frozenset, lambda value: frozenset(frozenset.__iter__(value))),
    (dict, lambda value: dict(dict.items(value))),
)


def plain(value):
    """The plain value inside a subclass of a plain type or a numpy scalar, and its writer."""
    kind = type(value)
    if kind.__module__ == "numpy" and callable(getattr(kind, "item", None)) and not hasattr(kind, "__len__"):
        value = kind.item(value)
        if type(value) in WRITERS:
            return value, WRITERS[type(value)]
    for base, convert in PLAIN:
        if base in kind.__mro__:
            return convert(value), WRITERS[base]
    raise Unsupported("a value of type %s" % kind.__name__)


# ------------------------------------------------------------------------------------------------- decoding


class Decoder:
    def __init__(self, data, containers=(), number_new=False):
        self.data = data
        self.at = 0
        self.containers = list(containers)
        self.number_new = number_new

    def take(self, count):
        end = self.at + count
        if end > len(self.data):
            raise Violation("a message that ends too soon")
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def size(self):
        number = shift = 0
        while shift < 35:
            byte = self.take(1)[0]
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7
        raise Violation("a length that is too long")

    def new(self, container):
        if self.number_new:
            self.containers.append(container)
        return container

    def value(self, depth=0):
        read = READERS.get(self.take(1))
        if read is None or depth > MAX_DEPTH + 1:
            raise Violation("an unknown kind of value")
        return read(self, depth)

    def items(self, depth):
        return [self.value(depth + 1) for _ in range(self.count())]

    def count(self):
        """A number of items; each takes a byte at least, so that a small message cannot ask for much memory."""
        count = self.size()
        if count > len(self.data) - self.at:
            raise Violation("a length beyond the message")
        return count


def read_list(decoder, depth):
    result = decoder.new([])
    result.extend(decoder.items(depth))
    return result


def read_set(decoder, depth):
    result = decoder.new(set())
    result.update(decoder.items(depth))
    return result


def read_dict(decoder, depth):
    result = decoder.new({})
    for _ in range(decoder.count()):
        key = decoder.value(depth + 1)
        result[key] = decoder.value(depth + 1)
    return result


def read_known(decoder, depth):
    number = decoder.size()
    if number >= len(decoder.containers):
        raise Violation("an unknown argument")
    return decoder.containers[number]


READERS = {
    b"N": lambda decoder, depth: None,
    b"T": lambda decoder, depth: True,
    b"F": lambda decoder, depth: False,
    b"i": lambda decoder, depth: int.from_bytes(decoder.take(decoder.size()), "little", signed=True),
    b"f": lambda decoder, depth: struct.unpack("<d", decoder.take(8))[0],
    b"c": lambda decoder, depth: complex(*struct.unpack("<dd", decoder.take(16))),
    b"s": lambda decoder, depth: str(decoder.take(decoder.size()), "utf-8", "surrogatepass"),
    b"b": lambda decoder, depth: bytes(decoder.take(decoder.size())),
    b"l": read_list,
    b"t": lambda decoder, depth: tuple(decoder.items(depth)),
    b"S": read_set,
    b"Z": lambda decoder, depth: frozenset(decoder.items(depth)),
    b"d": read_dict,
    b"@": read_known,
}


# ---------------------------------------------------------------------------------------------------- frames


def read_exactly(fd, count):
    """Exactly so many bytes, or None where the other side has gone."""
    data = bytearray()
    while len(data) < count:
        piece = os.read(fd, min(count - len(data), 1 << 20))
        if not piece:
            return None
        data += piece
    return bytes(data)


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def send(fd, data):
    write_all(fd, len(data).to_bytes(4, "big") + data)


def receive(fd, limit=MESSAGE_BYTES + 1024):
    """The next message, or None at the end of the stream; a longer one is a violation."""
    head = read_exactly(fd, 4)
    if head is None:
        return None
    length = int.from_bytes(head, "big")
    if length > limit:
        raise Violation("a message of %d bytes" % length)
    return read_exactly(fd, length)
