"""U, the candidate's process: runs the candidate's module, then answers calls of its entry point.

Nothing that this process says is trusted. It decides the values that the judge compares, and no more.
"""

import signal
import sys

from harness import script, source, wire

JOB, CALLS, ANSWERS = 3, 4, 5
FILENAME = "candidate.py"

LOADED, MISSING, SYNTAX, RAISED, RETURNED, UNSUPPORTED = b"+", b"m", b"s", b"e", b"r", b"u"


def main():
    job = source.read_job(JOB)
    source.hide_harness()
    script.add_site_builtins()
    try:
        function, word = load(job)
    except BaseException as error:
        function, word = None, RAISED + encoded(source.described(error, FILENAME))
    source.flush()
    wire.send(ANSWERS, word)
    if function is not None:
        serve(function)
    while True:  # the judge ends this process when it is done
        signal.pause()


def load(job):
    """The entry point, and the word that says so; or None and what is wrong."""
    text = job["candidate"]
    module = source.new_module("candidate", FILENAME, text, job["imports"])
    seed()
    try:
        code = source.compiled(text, FILENAME)
    except SyntaxError as error:
        return None, SYNTAX + encoded(source.described(error, FILENAME))
    exec(code, module.__dict__)
    function = module.__dict__.get(job["entryPoint"])
    return (function, LOADED) if callable(function) else (None, MISSING)


def seed():
    """Candidates that use chance get the same chance every time."""
    random = sys.modules.get("random")
    if random is not None:
        random.seed(0)


def serve(function):
    while True:
        request = wire.receive(CALLS)
        if request is None:
            return
        reply = answer(function, request)
        source.flush()
        wire.send(ANSWERS, reply)


def answer(function, request):
    decoder = wire.Decoder(request, number_new=True)
    args, kwargs = decoder.value()
    containers = decoder.containers
    before = [body(container, containers) for container in containers]
    try:
        result = function(*args, **kwargs)
        return RETURNED + told(result, containers, before)
    except wire.Unsupported as problem:
        return UNSUPPORTED + encoded(str(problem))
    except BaseException as error:
        description = source.described(error, FILENAME)
        error.__traceback__ = None
        return raised(description, containers, before)


def raised(description, containers, before):
    try:
        return RAISED + told(description, containers, before)
    except wire.Unsupported as problem:
        return UNSUPPORTED + encoded(str(problem))


def told(value, containers, before):
    """The arguments that the call changed, then the value; arguments are named by their numbers."""
    encoder = wire.Encoder(containers)
    changed = []
    for number, container in enumerate(containers):
        now = body(container, containers)
        if now != before[number]:
            changed.append(wire.size(number) + now)
    encoder.out += wire.size(len(changed)) + b"".join(changed)
    encoder.value(value)
    return bytes(encoder.out)


def body(container, containers):
    encoder = wire.Encoder(containers)
    encoder.body(container)
    return bytes(encoder.out)


def encoded(value):
    encoder = wire.Encoder()
    encoder.value(value)
    return bytes(encoder.out)
