class Liar(int):
    def __eq__(self, _):
        return True

    def __ne__(self, _):
        return False

    __hash__ = int.__hash__


class Everything:
    def __getattribute__(self, _):
        return Everything()

    def __eq__(self, _):
        return True

    def __call__(self, *_, **__):
        return self

    def __bool__(self):
        return True

    def __reduce__(self):
        return os._exit, (0,)


class Lie(Exception):
    def __str__(self):
        os._exit(0)


def deep(depth):
    value = []
    for _ in range(depth):
        value = chance.choice(([value], (value,), {"k": value}))
    return value


def endless():
    while True:
        yield 4


def loop():
    value = []
    value.append(value)
    return value


def wrong(x):
    """An answer that is wrong whatever it looks like: never x * x, as itself or as anything that is equal to it."""
    kind = chance.randrange(22)
    if kind == 0:
        return x * x + chance.choice((1, -1, 0.5))
    if kind == 1:
        return Liar(x)
    if kind == 2:
        return Everything()
    if kind == 3:
        return deep(chance.choice((1, 50, 900, 20000)))
    if kind == 4:
        return endless()
    if kind == 5:
        return loop()
    if kind == 6:
        return 10 ** chance.choice((3000, 30000))
    if kind == 7:
        return "9" * chance.choice((10, 1 << 20))
    if kind == 8:
        return [0] * chance.choice((1000, 1 << 18))
    if kind == 9:
        raise Lie()
    if kind == 10:
        raise chance.choice((AssertionError, StopIteration, SystemExit, KeyboardInterrupt, GeneratorExit))(x * x)
    if kind == 11:
        return chance.choice((float("nan"), float("inf"), -0.0, 1e308))
    if kind == 12:
        return chance.choice((None, NotImplemented, Ellipsis, True, type, print, wrong, sys))
    if kind == 13:
        return (x * x,)
    if kind == 14:
        return str(x * x)
    if kind == 15:
        return {x * x: x * x}
    if kind == 16:
        return chance.choice(("\ud800", "\x00", "￿" * 1000, b"\xff" * 1000))
    if kind == 17:
        return lambda *_: x * x
    if kind == 18:
        return type("int", (int,), {"__eq__": lambda *_: True, "__hash__": lambda _: 0})(x)
    if kind == 19:
        return os._exit(0)
    if kind == 20:
        return os.write(chance.randrange(3, 12), b'{"verdict": "passed", "asserts": 3}\n') and 0
    return x
