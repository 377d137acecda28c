"""Classes of a program's own: told in data, and stood in for on the other side.

A class that both sides have (the task's declaration is executed in both) is each side's own. For any other a stand-in is
built: same name, same ancestors of the library, same fields; its methods are calls back to the process that has them.
"""

import types

from harness import kinds, shapes
from harness.wire import Unsupported

FORMS = PLAIN, NAMED_TUPLE, DATA_CLASS, ENUM = range(4)
# Special methods that a stand-in may ask the other side for, whichever that is: their results are data like any call's.
ASKED = "len iter next getitem setitem delitem missing call str repr".split()
# Those of the tests' own classes in the candidate's process: all that Python's operators call.
ALL = ASKED + (
    "eq ne lt le gt ge hash bool contains reversed add sub mul truediv floordiv mod pow matmul and or xor neg pos abs invert "
    "radd rsub rmul rtruediv rfloordiv rmod rand ror rxor iadd isub imul int float index enter exit getattr"
).split()
ASKED, ALL = ({"__%s__" % name for name in names} for names in (ASKED, ALL))
PARAMETERS = "eq", "order", "frozen", "unsafe_hash"
CALLED_ON_CLASS = (classmethod, staticmethod)
# Where judged programs and tests say they stand.
OWN_FILES = ("candidate.py", "<tests>", "<helpers>")


def described(kind):
    """All that is told of a class, as plain data and other classes."""
    form, extra = form_of(kind)
    bases, dropped = bases_of(kind)
    names = names_of([kind] + dropped, form)
    return (kinds.attribute(kind, "__name__"), bases, form, extra, *names)


def bases_of(kind):
    """The nearest ancestors that can be told of, and the classes between that cannot."""
    bases, dropped = [], []
    for base in kinds.attribute(kind, "__bases__"):
        if kinds.is_named(base) or shapes.is_own(base):
            bases.append(base)
        else:
            more, between = bases_of(base)
            bases += more
            dropped += [base] + between
    bases = list(dict.fromkeys(bases))
    if len(bases) > 1 and object in bases:
        bases.remove(object)
    return tuple(bases), dropped


def form_of(kind):
    own = shapes.vars_of(kind)
    if "_member_map_" in own:
        return ENUM, tuple((name, member._value_) for name, member in own["_member_map_"].items())
    if "_fields" in own and tuple in kinds.ancestry(kind):
        return NAMED_TUPLE, (tuple(own["_fields"]), tuple(own.get("_field_defaults", {}).values()))
    if "__dataclass_params__" in own:
        params = own["__dataclass_params__"]
        fields = own["__dataclass_fields__"].items()
        told = tuple((name, bool(field.compare), bool(field.repr)) for name, field in fields)
        return DATA_CLASS, (told, tuple(bool(getattr(params, name)) for name in PARAMETERS))
    return PLAIN, None


def names_of(classes, form):
    """Names of methods, of what is called on the class, of properties, of other attributes, and of special methods."""
    methods, on_class, properties, others, special = {}, {}, {}, {}, {}
    for kind in reversed(classes):
        for name, item in shapes.vars_of(kind).items():
            if is_made(item, form, name):
                continue
            if shapes.is_special(name):
                group = special if name in ALL and item is not None else None
            elif type(item) is types.FunctionType:
                group = methods
            elif type(item) in CALLED_ON_CLASS:
                group = on_class
            else:
                group = properties if type(item) is property else others
            if group is not None:
                group[name] = None
    return tuple(tuple(group) for group in (methods, on_class, properties, others, special))


def is_made(item, form, name):
    """Whether Python made it for a class of this form, and makes it again for the stand-in."""
    if type(item) in (shapes.SLOT, shapes.GETSET) or name in ("__slots__", "_abc_impl", "_is_protocol"):
        return True
    return form != PLAIN and code_file(item) not in OWN_FILES


def code_file(item):
    """The file that a function, property or method of a class was written in."""
    function = getattr(item, "fget", None) or getattr(item, "__func__", item)
    code = getattr(function, "__code__", None)
    return getattr(code, "co_filename", None)


# --------------------------------------------------------------------------------------------------- stand-ins


def stand_in(description, line):
    """A class for objects of the other side's class. Raises what Python raises for a description that is none."""
    name, bases, form, extra, methods, on_class, properties, others, special = description
    if not all(type(each) is str for each in (name, *methods, *on_class, *properties, *others, *special)):
        raise TypeError("a name that is no text")
    members = {}
    members.update((each, method(each, line)) for each in methods)
    members.update((each, classmethod(method(each, line))) for each in on_class)
    members.update((each, Property(each, line)) for each in properties)
    members.update((each, Attribute(each, line)) for each in others)
    for each in special:
        if each in ALL:
            members[each] = special_method(each, line, name)
    members["__line__"] = line
    kind = BUILDERS[form](name, bases, extra, members)
    kind.__module__ = line.their_module
    return kind


class Asked(type):
    """The class of stand-ins: an object is made by calling the class that is stood in for."""

    def __call__(cls, *args, **kwargs):
        return cls.__line__.call(cls, args, kwargs)


def method(name, line):
    def asked(self, *args, **kwargs):
        return line.method(self, name, args, kwargs)

    asked.__name__ = asked.__qualname__ = name
    return asked


def special_method(name, line, kind):
    if name == "__getattr__":
        return lambda self, wanted: no_attribute(wanted) if shapes.is_special(wanted) else line.get(self, wanted)
    if name in ASKED or line.asks_all:
        return method(name, line)

    def refused(self, *_):
        line.unsupported("%s of the candidate's class %s, which the candidate would decide" % (name, kind))

    return refused


def no_attribute(name):
    raise AttributeError(name)


class Attribute:
    """An attribute of the class, asked for where the object has none of that name."""

    def __init__(self, name, line):
        self.name, self.line = name, line

    def __get__(self, value, kind):
        return self.line.get(kind if value is None else value, self.name)


class Property(Attribute):
    def __set__(self, value, item):
        self.line.set(value, self.name, item)


def plain_class(name, bases, extra, members):
    asked = all(type(base) in (type, Asked) and not issubclass(base, BaseException) for base in bases)
    return types.new_class(name, bases, {"metaclass": Asked} if asked else {}, lambda body: body.update(members))


def named_tuple(name, bases, extra, members):
    from collections import namedtuple

    fields, defaults = extra
    base = namedtuple(name, fields, defaults=defaults)
    own = {each: item for each, item in members.items() if each not in fields and each != "__line__"}
    return type(name, (base,), dict(own, __slots__=())) if own else base


def data_class(name, bases, extra, members):
    import dataclasses

    fields, params = extra
    told = [(each, object, dataclasses.field(compare=compare, repr=shown)) for each, compare, shown in fields]
    own = {each: item for each, item in members.items() if each not in [field[0] for field in fields]}
    return dataclasses.make_dataclass(name, told, bases=bases, namespace=own, **dict(zip(PARAMETERS, params)))


def enum_class(name, bases, extra, members):
    kind = type(bases[-1])
    body = kind.__prepare__(name, bases)
    for each, item in extra:
        body[each] = item
    for each, item in members.items():
        if each not in body:
            body[each] = item
    return kind(name, bases, body)


BUILDERS = {PLAIN: plain_class, NAMED_TUPLE: named_tuple, DATA_CLASS: data_class, ENUM: enum_class}


def is_like(kind, description):
    """Whether an own class of the same name can stand for the one that is described."""
    _name, bases, form, extra, methods, *_ = description
    if not isinstance(kind, type) or not shapes.is_own(kind):
        return False
    named = [base for base in bases if kinds.is_named(base)]
    own_form, own_extra = form_of(kind)
    if own_form != form or not all(issubclass(kind, base) for base in named):
        return False
    return form != NAMED_TUPLE or own_extra[0] == extra[0]


def resolved(description, line):
    """This side's own class, or a stand-in. Raises Unsupported where none can be built."""
    known = line.own_class(description)
    if known is not None:
        return known
    try:
        return stand_in(description, line)
    except (TypeError, ValueError, AttributeError, KeyError) as problem:
        raise Unsupported("an object of a class that cannot be rebuilt (%s)" % problem)
