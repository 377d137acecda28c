"""A judged program as a Python module: compiling, running, and telling what it raised in its own lines."""

import builtins
import json
import linecache
import os
import sys
import types

from harness import prelude

MAX_TEXT = 2000
MAX_FRAMES = 12


def read_job(fd):
    """The job's text, from a descriptor that is closed before any of it runs."""
    pieces = []
    while True:
        piece = os.read(fd, 1 << 20)
        if not piece:
            break
        pieces.append(piece)
    os.close(fd)
    return json.loads(b"".join(pieces))


def rewind(fd):
    os.lseek(fd, 0, os.SEEK_SET)


def hide_harness():
    """A program finds its own modules and the library's, nothing of ours under a name that it might import."""
    for name in [name for name in sys.modules if name.split(".")[0] == "harness"]:
        del sys.modules[name]
    sys.modules["__main__"] = types.ModuleType("__main__")


def new_module(name, filename, text, imports):
    """A module with its import prelude; its lines are known to tracebacks."""
    module = types.ModuleType(name)
    module.__dict__.update(prelude.FOR_CANDIDATE[imports])
    module.__file__ = filename
    sys.modules[name] = module
    sys.argv = [filename]
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    return module


def compiled(text, filename):
    """The code object; anything that keeps it from being made is a SyntaxError."""
    try:
        return compile(text, filename, "exec", dont_inherit=True)
    except SyntaxError:
        raise
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise SyntaxError(text_of(error)) from None


def text_of(error):
    """An exception's message, whatever its class makes of str()."""
    try:
        arguments = error.args
        text = arguments[0] if len(arguments) == 1 and type(arguments[0]) is str else str(error)
        return str.__str__(text)[:MAX_TEXT]
    except BaseException:
        return "(its message cannot be shown)"


def frames_of(error, filename):
    """The program's own frames, outermost first: (line, function, source)."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == filename:
            source = linecache.getline(filename, trace.tb_lineno).strip()
            frames.append((trace.tb_lineno, code.co_name[:100], source[:300]))
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == filename and isinstance(error.lineno, int):
        frames.append((error.lineno, "<module>", linecache.getline(filename, error.lineno).strip()[:300]))
    if len(frames) > MAX_FRAMES:
        frames = frames[: MAX_FRAMES // 2] + frames[-MAX_FRAMES // 2 :]
    return frames


def builtin_base(kind):
    """The nearest class of the exception's ancestry that Python itself has."""
    for base in kind.__mro__:
        if base.__module__ == "builtins" and getattr(builtins, base.__name__, None) is base:
            return base.__name__
    return "BaseException"


def described(error, filename):
    """(builtin type, own type, message, frames): all that leaves the process of an exception."""
    kind = type(error)
    return (builtin_base(kind), str(kind.__name__)[:100], text_of(error), frames_of(error, filename))


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            pass
