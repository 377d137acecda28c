"""The objects that both processes know, by number: what keeps an object the same object on the way there and back.

Either side numbers what it sends first, the judge's numbers even, the candidate's odd, in the order in which the other
side meets them. A message carries what has changed in any of them since the last one. What one side does not refer to any
more is forgotten by both.
"""

import sys
from operator import is_

from harness import shapes


class Entry:
    """`before`: the content as the other side knows it; None for what cannot change. `pinned`: never forgotten."""

    __slots__ = ("value", "before", "pinned", "owned")

    def __init__(self, value, pinned, owned):
        self.value = value
        self.before = None
        self.pinned = pinned
        self.owned = owned


def base_count():
    """What sys.getrefcount says of an object that nothing but an entry refers to."""
    entry = Entry(object(), False, False)
    return sys.getrefcount(entry.value)


NOT_REFERRED = base_count()


class Heap:
    def __init__(self, parity):
        self.entries = {}
        self.numbers = {}
        self.next = {True: parity, False: 1 - parity}
        self.weight = 0
        self.enough = 256

    def add(self, value, owned, pinned=False):
        """A new object, numbered by the side that sends it: `owned` where that is this one."""
        number = self.next[owned]
        self.next[owned] = number + 2
        self.entries[number] = Entry(value, pinned, owned)
        self.numbers[id(value)] = number
        self.weight += 1
        return number

    def number(self, value):
        return self.numbers.get(id(value))

    def note(self, value, mutable):
        """The other side knows an object's content as it is now."""
        entry = self.entries.get(self.numbers.get(id(value)))
        if entry is not None and mutable:
            entry.before = shapes.content(value)
            self.weight += len(entry.before)

    def changed(self):
        """Numbers of the objects whose content is not what the other side knows."""
        return [
            number
            for number, entry in self.entries.items()
            if entry.before is not None and differs(entry.before, shapes.content(entry.value))
        ]

    # ------------------------------------------------------------------------------------------- forgetting

    def forget(self, numbers):
        for number in numbers:
            entry = self.entries.get(number)
            if entry is not None:
                del self.entries[number]
                self.numbers.pop(id(entry.value), None)

    def release(self):
        """Forgets what nothing outside refers to, and returns its numbers. As a garbage collector finds cycles: an
        object lives that is referred to more often than the known objects themselves account for, or by one that
        lives. Done when the table has doubled."""
        if self.weight <= self.enough:
            return []
        inner = self.references()
        alive = [number for number, entry in self.entries.items() if self.is_held(entry, inner.get(number, 0))]
        reached = set(alive)
        while alive:
            for number in self.refers_to(self.entries[alive.pop()]):
                if number not in reached:
                    reached.add(number)
                    alive.append(number)
        dead = [number for number in self.entries if number not in reached]
        self.forget(dead)
        self.weight = sum(1 + len(entry.before or ()) for entry in self.entries.values())
        self.enough = 2 * self.weight + 256
        return dead

    def is_held(self, entry, inner):
        return entry.pinned or sys.getrefcount(entry.value) - NOT_REFERRED > inner

    def refers_to(self, entry):
        parts = (shapes.content(entry.value) if has_content(entry.value) else []) + (entry.before or [])
        found = [self.numbers.get(id(part)) for part in parts]
        return [number for number in found if number in self.entries]

    def references(self):
        """number → how often the known objects refer to it."""
        counts = {}
        for entry in self.entries.values():
            for number in self.refers_to(entry):
                counts[number] = counts.get(number, 0) + 1
        return counts


def has_content(value):
    """False for what only its owner can look into."""
    kind = type(value)
    return not isinstance(value, type) and (kind in shapes._shapes or kind is tuple or kind is frozenset)


def differs(before, now):
    if len(before) != len(now):
        return True
    if len(now) == 1 and type(now[0]) is bytes:
        return before != now
    return not all(map(is_, before, now))
