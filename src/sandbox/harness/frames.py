"""Length-capped frames of bytes: how the harness talks to the other side, and its processes to each other."""

import os

MESSAGE_BYTES = 16 << 20


class Violation(Exception):
    """Bytes that are no message."""


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
