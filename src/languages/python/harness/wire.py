"""What the judge and the candidate send each other: plain data in frames of bytes (frames.py), never pickle.

This file has what is written of itself: None, truth values, numbers and text. What has a content or an
identity is written by encode.py. docs/values.md has the table of all values.
"""

import struct

from harness.frames import MESSAGE_BYTES, Violation

TOO_LONG = "more than %d bytes of data" % MESSAGE_BYTES


class Unsupported(Exception):
    """A value that does not travel; the message names its type."""


# ------------------------------------------------------------------------------------------------- encoding


def size(number):
    """An unsigned number, seven bits to a byte, low ones first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return out


def constant(tag):
    return lambda value: tag


def int_bytes(value):
    data = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
    return b"i" + size(len(data)) + data


def float_bytes(value):
    """Not-a-number is no scalar: lists that hold the same one are equal, so that its identity counts."""
    return b"f" + struct.pack("<d", value) if value == value else None


def counted(tag, data):
    if len(data) > MESSAGE_BYTES:
        raise Unsupported(TOO_LONG)
    return tag + size(len(data)) + data


# A scalar's bytes by its exact type; None where it has to be written as an object.
SCALARS = {
    type(None): constant(b"N"),
    bool: lambda value: b"T" if value else b"F",
    int: int_bytes,
    float: float_bytes,
    complex: lambda value: b"c" + struct.pack("<dd", value.real, value.imag),
    str: lambda value: counted(b"s", value.encode("utf-8", "surrogatepass")),
    bytes: lambda value: counted(b"b", value),
    type(Ellipsis): constant(b"E"),
    type(NotImplemented): constant(b"I"),
}

# ------------------------------------------------------------------------------------------------- decoding


class Reader:
    """Reads what was written, and trusts no length."""

    def __init__(self, data, at=0):
        self.data = data
        self.at = at

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

    def count(self):
        """A number of items; each takes a byte at least, so that a small message cannot ask for much memory."""
        count = self.size()
        if count > len(self.data) - self.at:
            raise Violation("a length beyond the message")
        return count

    def end(self):
        if self.at != len(self.data):
            raise Violation("more than one value")


READERS = {
    b"N": lambda reader: None,
    b"T": lambda reader: True,
    b"F": lambda reader: False,
    b"i": lambda reader: int.from_bytes(reader.take(reader.size()), "little", signed=True),
    b"f": lambda reader: struct.unpack("<d", reader.take(8))[0],
    b"c": lambda reader: complex(*struct.unpack("<dd", reader.take(16))),
    b"s": lambda reader: str(reader.take(reader.size()), "utf-8", "surrogatepass"),
    b"b": lambda reader: bytes(reader.take(reader.size())),
    b"E": lambda reader: Ellipsis,
    b"I": lambda reader: NotImplemented,
}
