"""What an object of a program's own class is made of: its class's library base, its content, its attributes."""

import types

from harness import kinds

# Modules that a judged program's classes say they are of; `types` is what make_dataclass says.
OWN_MODULES = ("candidate", "tests", "__main__")
SLOT = types.MemberDescriptorType
GETSET = types.GetSetDescriptorType


def is_own(kind):
    """A class that the program itself defines, or a named tuple of whomever."""
    own = vars_of(kind)
    module = own.get("__module__")
    if module in OWN_MODULES or (module == "types" and "__dataclass_fields__" in own):
        return True
    return "_fields" in own and tuple in kinds.ancestry(kind)


def vars_of(kind):
    return kinds.attribute(kind, "__dict__")


def base_of(kind):
    """The class of the library that decides what an object holds besides its attributes."""
    for base in kinds.ancestry(kind):
        if base in kinds.MUTABLE or base in kinds.PLAIN or base is object:
            return base
        if kinds.is_named(base):
            if kinds.full_name(base) in kinds.MADE or issubclass(base, BaseException):
                return base
    return object


def dict_of(value):
    """The dict of an object's attributes, whatever its class says; None where it has none."""
    for kind in kinds.ancestry(type(value)):
        found = vars_of(kind).get("__dict__")
        if type(found) is GETSET:
            return found.__get__(value)
    if kinds.full_name(type(value)) == "types.SimpleNamespace":
        return value.__dict__
    return None


_slots = {}


def slots_of(kind):
    """name → descriptor of all slots."""
    if kind not in _slots:
        own = [base for base in reversed(kinds.ancestry(kind)) if is_own(base)]
        _slots[kind] = {name: slot for base in own for name, slot in vars_of(base).items() if type(slot) is SLOT}
    return _slots[kind]


def attributes(value):
    """An object's attributes by their names, without those that belong to the interpreter."""
    found = {}
    for name, slot in slots_of(type(value)).items():
        try:
            found[name] = slot.__get__(value)
        except AttributeError:
            continue
    for name, item in list((dict_of(value) or {}).items()):
        if type(name) is str and not is_special(name):
            found[name] = item
    if isinstance(value, BaseException):
        cause = BaseException.__cause__.__get__(value)
        if cause is not None:
            found["__cause__"] = cause
    return found


def is_special(name):
    return name.startswith("__") and name.endswith("__") and name != "__notes__"


def set_attributes(value, wanted):
    """Makes these the attributes of an object. Raises AttributeError where it cannot have one."""
    slots, own = slots_of(type(value)), dict_of(value)
    for name in list(own or ()):
        if name not in wanted and not is_special(name):
            del own[name]
    for name, slot in slots.items():
        if name not in wanted and hasattr(value, name):
            slot.__delete__(value)
    for name, item in wanted.items():
        if name == "__cause__" and isinstance(value, BaseException):
            BaseException.__cause__.__set__(value, item)
        elif name in slots:
            slots[name].__set__(value, item)
        elif own is None or is_special(name):
            raise AttributeError(name)
        else:
            own[name] = item


class Shape:
    """How the objects of one class are taken apart and filled."""

    def __init__(self, kind):
        self.base = base_of(kind)
        self.has_attributes = kind not in kinds.MUTABLE and kind not in kinds.PLAIN
        self.mutable = self.base in kinds.MUTABLE or self.has_attributes
        self.keyed = issubclass(self.base, kinds.KEYED)
        self.head, self.new, self.items, self.fill = kinds.MUTABLE.get(self.base, (None, None, None, None))


_shapes = {}


def shape_of(kind):
    if kind not in _shapes:
        _shapes[kind] = Shape(kind)
    return _shapes[kind]


def content(value):
    """All that an object refers to, in a list: what tells whether it has changed, and what keeps others alive."""
    kind = type(value)
    if kind is tuple or kind is frozenset:
        return list(value)
    shape = shape_of(kind)
    parts = shape.items(value) if shape.items else []
    if shape.base is tuple or shape.base is frozenset:
        parts = list(kinds.PLAIN[shape.base](value))
    if shape.has_attributes:
        found = attributes(value)
        parts += list(found) + list(found.values())
    if isinstance(value, BaseException):
        parts.append(BaseException.args.__get__(value))
    return parts
