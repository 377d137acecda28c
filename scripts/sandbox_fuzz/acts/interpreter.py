def ends():
    chance.choice(
        (
            lambda: os._exit(chance.choice((0, 1, 3, 121, 122, 255))),
            os.abort,
            lambda: sys.exit(0),
            lambda: os.kill(os.getpid(), 9),
            lambda: ctypes.string_at(chance.choice(SMALL)),
            lambda: libc.exit(0),
        )
    )()


def raises():
    kinds = (SystemExit, KeyboardInterrupt, GeneratorExit, StopIteration, AssertionError, MemoryError, RecursionError, BaseException)
    raise chance.choice(kinds)(chance.choice((0, None, "x" * 100000, "\ud800", b"\xff", [[]])))


def patches_builtins():
    import builtins

    for name in chance.sample([it for it in dir(builtins) if it[0].islower()], 12):
        setattr(builtins, name, lambda *_, **__: True)


def forgets_modules():
    for name in chance.sample(sorted(sys.modules), 30):
        sys.modules[name] = None


def patches_modules():
    import json
    import struct

    for module in (json, struct, os, sys, time, gc):
        for name in chance.sample(dir(module), min(5, len(dir(module)))):
            quiet(lambda module=module, name=name: setattr(module, name, lambda *_, **__: 9))


def walks_the_heap():
    for it in gc.get_objects()[: chance.randrange(1, 3000)]:
        if isinstance(it, dict) and chance.random() < 0.02:
            quiet(it.clear)


def walks_frames():
    frame = sys._getframe()
    while frame is not None:
        print(frame.f_code.co_name, sorted(frame.f_globals)[:5])
        frame = frame.f_back


def traces():
    hook = chance.choice((lambda *_: None, lambda *_: hook, lambda *_: 1 / 0))
    chance.choice((sys.settrace, sys.setprofile, threading.settrace))(hook)


def recursion():
    sys.setrecursionlimit(1 << 30)

    def deeper():
        return deeper()

    deeper()


def memory():
    while True:
        KEPT.append(bytearray(32 << 20))


def overwrites_memory():
    for it in chance.sample(gc.get_objects(), 20):
        ctypes.memset(id(it) + chance.choice((0, 8, 16, 24)), chance.randrange(256), chance.choice((1, 8)))


def at_the_end():
    atexit.register(chance.choice((lambda: os._exit(0), lambda: print("passed"), lambda: os.write(6, b"+"), time.sleep)), *())


def collects_badly():
    class Cycle:
        def __del__(self):
            quiet(lambda: os.write(chance.randrange(3, 12), b"+"))
            KEPT.append(self)

    for _ in range(100):
        cycle = Cycle()
        cycle.me = cycle
    del cycle
    gc.collect()


def hooks():
    sys.excepthook = sys.unraisablehook = lambda *_: os._exit(0)
    sys.meta_path.insert(0, type("Finder", (), {"find_spec": staticmethod(lambda *_: os._exit(0))}))


def no_hooks():
    sys.meta_path.clear()
    sys.path.clear()
    sys.path_hooks.clear()


def spins():
    if chance.random() < 0.1:
        while True:
            pass


def sleeps():
    time.sleep(chance.choice((0.001, 0.01, 0.05)))
