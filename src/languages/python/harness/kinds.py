"""The library's own types of values: how each is taken apart into plain data, and made again from it.

A type is known by its name, and made by the receiving side's own library. Nothing here runs a method that a subclass
defines: what is inside a value is taken out by the methods of the type itself.
"""

import sys
from collections import Counter, OrderedDict, defaultdict, deque


def full_name(kind):
    return "%s.%s" % (attribute(kind, "__module__"), attribute(kind, "__qualname__"))


def attribute(kind, name):
    """What `type` itself knows of a class, whatever its metaclass says."""
    return type.__dict__[name].__get__(kind)


def ancestry(kind):
    return attribute(kind, "__mro__")


# ------------------------------------------------------------------------------- values that never change
# name → (take, make): `take` gives the arguments with which `make(class, *arguments)` makes it again.


def by_new(kind, *arguments):
    return kind.__new__(kind, *arguments)


def fields(*names):
    """The values of descriptors that a type itself has."""

    def take(base, value):
        return tuple(base.__dict__[name].__get__(value) for name in names)

    return take


def date_time(base, value):
    zone = base.__dict__["tzinfo"].__get__(value)
    own = fields("year", "month", "day") if base.__name__ == "datetime" else fields()
    date = own(base.__mro__[1], value) if base.__name__ == "datetime" else ()
    return date + fields("hour", "minute", "second", "microsecond")(base, value) + (zone,)


def with_fold(base, value):
    return date_time(base, value) + (base.__dict__["fold"].__get__(value),)


def make_with_fold(kind, *arguments):
    return kind.__new__(kind, *arguments[:-1], fold=arguments[-1])


def zone_parts(base, value):
    offset, name = base.utcoffset(value, None), base.tzname(value, None)
    return (offset,) if base(offset).tzname(None) == name else (offset, name)


def view(make):
    return (lambda base, value: (tuple(value),), lambda kind, items: make(items))


MADE = {
    "decimal.Decimal": (lambda base, value: (base.__str__(value),), by_new),
    "fractions.Fraction": (fields("_numerator", "_denominator"), by_new),
    "builtins.range": (fields("start", "stop", "step"), lambda kind, *parts: range(*parts)),
    "builtins.slice": (fields("start", "stop", "step"), lambda kind, *parts: slice(*parts)),
    "datetime.date": (fields("year", "month", "day"), by_new),
    "datetime.datetime": (with_fold, make_with_fold),
    "datetime.time": (with_fold, make_with_fold),
    "datetime.timedelta": (fields("days", "seconds", "microseconds"), by_new),
    "datetime.timezone": (zone_parts, by_new),
    "uuid.UUID": (lambda base, value: (value.int,), lambda kind, number: kind(int=number)),
    "builtins.dict_keys": view(lambda items: dict.fromkeys(items).keys()),
    "builtins.dict_values": view(lambda items: dict(enumerate(items)).values()),
    "builtins.dict_items": view(lambda items: dict(items).items()),
}
for _name in ("PurePosixPath", "PureWindowsPath", "PosixPath"):
    MADE["pathlib." + _name] = (lambda base, value: (base.__str__(value),), lambda kind, text: kind(text))


def library_type(name):
    """The class of a name in the tables of this file; imports its module where it is not loaded yet."""
    module, _, kind = name.rpartition(".")
    if module == "builtins":
        return VIEWS.get(kind) or getattr(sys.modules["builtins"], kind)
    __import__(module)
    return getattr(sys.modules[module], kind)


VIEWS = {"dict_keys": type({}.keys()), "dict_values": type({}.values()), "dict_items": type({}.items())}

# What a subclass of a scalar holds, without running any method that the subclass defines.
PLAIN = {
    int: lambda value: int.__add__(value, 0),
    float: float.__float__,
    complex: lambda value: complex(complex.real.__get__(value), complex.imag.__get__(value)),
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
}

# ---------------------------------------------------------------------------------- values that can change
# class → (head, new, items, fill): `head` is what cannot change, `items` the content as a list, `fill` replaces it.


def pairs(items_of):
    def items(value):
        both = list(items_of(value))
        return [key for key, _ in both] + [item for _, item in both]

    return items


def fill_pairs(kind):
    def fill(value, items):
        kind.clear(value)
        half = len(items) // 2
        for key, item in zip(items[:half], items[half:]):
            kind.__setitem__(value, key, item)

    return fill


def fill_set(value, items):
    set.clear(value)
    set.update(value, items)


def fill_deque(value, items):
    deque.clear(value)
    deque.extend(value, items)


def nothing(value):
    return ()


def fresh(kind):
    return lambda own, *head: kind.__new__(own, *head)


def new_deque(own, limit):
    made = deque.__new__(own)
    deque.__init__(made, (), limit)
    return made


def new_defaultdict(own, factory):
    made = defaultdict.__new__(own)
    defaultdict.__init__(made, factory)
    return made


def new_ordered(own):
    made = OrderedDict.__new__(own)
    OrderedDict.__init__(made)
    return made


MUTABLE = {
    list: (nothing, fresh(list), lambda value: list(list.__iter__(value)), lambda value, items: list.__setitem__(value, slice(None), items)),
    dict: (nothing, fresh(dict), pairs(dict.items), fill_pairs(dict)),
    set: (nothing, fresh(set), lambda value: list(set.__iter__(value)), fill_set),
    bytearray: (nothing, fresh(bytearray), lambda value: [bytes(value)], lambda value, items: bytearray.__setitem__(value, slice(None), items[0])),
    deque: (lambda value: (deque.maxlen.__get__(value),), new_deque, lambda value: list(deque.__iter__(value)), fill_deque),
    OrderedDict: (nothing, new_ordered, pairs(OrderedDict.items), fill_pairs(OrderedDict)),
    defaultdict: (lambda value: (defaultdict.default_factory.__get__(value),), new_defaultdict, pairs(dict.items), fill_pairs(dict)),
    Counter: (nothing, fresh(dict), pairs(dict.items), fill_pairs(dict)),
}
KEYED = (dict, set)  # their items are hashed when they are put in

# ------------------------------------------------------------------------------------------ classes by name

DATA = [object, int, float, complex, str, bytes, bool, list, tuple, dict, set, frozenset, bytearray, type(None)]
BY_NAME = {full_name(kind): kind for kind in DATA + list(MUTABLE)}
# Classes of the library that are written in Python and hold nothing but attributes.
RECORDS = {"types.SimpleNamespace", "collections.ChainMap", "collections.UserDict", "collections.UserList", "collections.UserString"}
ENUMS = {"enum." + name for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")}
ERRORS = ("builtins", "decimal", "json.decoder", "queue", "_queue", "struct", "re", "zlib", "binascii", "statistics", "asyncio.exceptions")


def is_named(kind):
    """Whether a class is known by its name on both sides."""
    name = full_name(kind)
    if name in BY_NAME:
        return BY_NAME[name] is kind
    if name in MADE or name in RECORDS or name in ENUMS:
        return found(name) is kind
    return name.rpartition(".")[0] in ERRORS and issubclass(kind, BaseException) and found(name) is kind


def found(name):
    """The class of that name, where its module is loaded."""
    if name.startswith("builtins.dict_"):
        return VIEWS.get(name[9:])
    module, _, kind = name.rpartition(".")
    return getattr(sys.modules.get(module), kind, None)


def named(name):
    """The class of a name that `is_named`; None for any other."""
    if name in BY_NAME:
        return BY_NAME[name]
    if name in MADE or name in RECORDS or name in ENUMS:
        return library_type(name)
    if name.rpartition(".")[0] not in ERRORS:
        return None
    kind = library_type(name)
    return kind if isinstance(kind, type) and issubclass(kind, BaseException) else None
