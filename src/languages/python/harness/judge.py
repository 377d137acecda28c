"""T, the judge's process: executes the tests with the entry point replaced by a proxy that asks the candidate.

The verdict is written on a descriptor that the candidate never had. Whatever cannot be undone by an `except` in
the tests (the candidate's end, a value that is no plain data, nonsense on the line) ends this process at once.
"""

import builtins
import json
import os
import random
import sys
from _thread import allocate_lock

from harness import candidate, instrument, prelude, source, wire

JOB, ANSWERS, CALLS, REPORT = 3, 4, 5, 6
TESTS = "<tests>"
HELPERS = "<helpers>"
CONTAINER_UPDATES = (
    (list, lambda old, new: list.__setitem__(old, slice(None), new)),
    (dict, lambda old, new: (dict.clear(old), dict.update(old, new))),
    (set, lambda old, new: (set.clear(old), set.update(old, new))),
)

# This process's exit status: the verdict stands; the candidate has gone, and how it ended decides.
DONE, CANDIDATE_GONE = 0, 3

asserts = None


def main():
    job = source.read_job(JOB)
    await_module()
    random.seed(0)
    namespace = dict(prelude.FOR_TESTS, __name__="tests", __builtins__=builtins)
    helpers, tests = compile_tests(job)
    sys.modules["tests"] = None
    try:
        exec(helpers, namespace)
        namespace[job["entryPoint"]] = proxy(job["entryPoint"])
        namespace.update(asserts.names())
        exec(tests, namespace)
    except BaseException as error:
        finish(*explained(error))
    if asserts.count == 0:
        finish("wrong_answer", ("AssertionError", "the tests executed no assertion", []))
    finish("passed")


def compile_tests(job):
    global asserts
    try:
        helpers = compile(job["helpers"], HELPERS, "exec", dont_inherit=True)
        tests, asserts = instrument.compiled(job["tests"], TESTS)
        return helpers, tests
    except (SyntaxError, ValueError) as error:
        finish("broken_tests", (type(error).__name__, source.text_of(error), []))


# ------------------------------------------------------------------------------------------------ the verdict


def finish(verdict, failure=None, assertion=None):
    """Reports and ends this process; nothing after it runs."""
    report = {"verdict": verdict, "asserts": asserts.count if asserts else 0}
    if failure is not None:
        report["failure"] = {"type": failure[0], "message": failure[1], "frames": failure[2]}
        if assertion is not None:
            report["failure"]["assertion"] = assertion[: source.MAX_TEXT]
    wire.write_all(REPORT, json.dumps(report).encode())
    os._exit(CANDIDATE_GONE if verdict == "ended" else DONE)


def explained(error):
    """Verdict, failure and assertion of an exception that left the tests."""
    assertion = assertion_of(error)
    told = getattr(error, "told_by_candidate", None)
    if told is not None:
        return "runtime_error", told, assertion
    verdict = "wrong_answer" if isinstance(error, AssertionError) else "runtime_error"
    return verdict, (type(error).__name__, source.text_of(error), []), assertion


def assertion_of(error):
    """The assert that was being evaluated: the one at the innermost line of the tests."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == TESTS:
            line = trace.tb_lineno
        trace = trace.tb_next
    return None if line is None or asserts is None else asserts.at(line)


# --------------------------------------------------------------------------------------- talking to the candidate


def exchange():
    """The candidate's next message; its end, or a line that is none, ends the verdict."""
    try:
        reply = wire.receive(ANSWERS)
    except wire.Violation as problem:
        broken(problem)
    if not reply:
        finish("ended")
    return reply


def broken(problem):
    finish("runtime_error", ("ProtocolError", "the candidate's process sent %s" % problem, []))


def decoded(reply, containers=()):
    """A reply's changed arguments and its value."""
    decoder = wire.Decoder(reply, containers)
    try:
        changes = [(decoder.count(), decoder.value()) for _ in range(decoder.count())] if containers else []
        value = decoder.value()
        if decoder.at != len(reply):
            raise wire.Violation("more than one value")
        for number, new in changes:
            update(containers[number], new)
        return value
    except Exception as problem:
        broken(source.text_of(problem))


def update(old, new):
    for kind, change in CONTAINER_UPDATES:
        if isinstance(old, kind) and type(new) is kind:
            change(old, new)
            return
    raise wire.Violation("an argument changed into another type")


def await_module():
    """Waits until the candidate's module is loaded; ends the verdict where it cannot be."""
    reply = exchange()
    kind, rest = reply[:1], reply[1:]
    if kind == candidate.LOADED:
        return
    if kind == candidate.MISSING:
        finish("missing_entry_point")
    if kind == candidate.SYNTAX:
        finish("syntax_error", failure_of(decoded(rest)))
    if kind == candidate.RAISED:
        finish("runtime_error", failure_of(decoded(rest)))
    broken("an unknown message")


def proxy(name):
    """What the tests call in place of the candidate."""
    lock = allocate_lock()

    def call(*args, **kwargs):
        encoder = wire.Encoder(number_new=True)
        try:
            encoder.value((args, kwargs))
        except wire.Unsupported as problem:
            finish("unsupported_type", ("TypeError", "the tests pass %s" % problem, []))
        with lock:
            try:
                wire.send(CALLS, bytes(encoder.out))
            except OSError:
                finish("ended")
            reply = exchange()
        return outcome(reply, encoder.containers)

    call.__name__ = call.__qualname__ = name
    return call


def outcome(reply, containers):
    kind, rest = reply[:1], reply[1:]
    if kind == candidate.RETURNED:
        return decoded(rest, containers)
    if kind == candidate.RAISED:
        raise rebuilt(decoded(rest, containers))
    if kind == candidate.UNSUPPORTED:
        problem = decoded(rest)
        finish("unsupported_type", ("TypeError", "the candidate returned %s" % str(problem)[:300], []))
    broken("an unknown message")


def failure_of(description):
    """A candidate's own account of its exception, checked: (type, message, frames)."""
    try:
        _base, kind, message, frames = description
        checked = [(int(line), str(function)[:100], str(text)[:300]) for line, function, text in frames]
        return (str(kind)[:100], str(message)[: source.MAX_TEXT], checked[: source.MAX_FRAMES])
    except Exception as problem:
        broken(source.text_of(problem))


def rebuilt(description):
    """The exception as the tests see it: a builtin Exception with the candidate's message. A StopIteration would
    make `all(map(...))` true, and what is no Exception would slip past the tests' own handlers: these end it."""
    failure = failure_of(description)
    kind = getattr(builtins, str(description[0]), None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        finish("runtime_error", failure)
    if issubclass(kind, (StopIteration, StopAsyncIteration)):
        finish("runtime_error", failure)
    error = instance(kind, failure[1])
    error.told_by_candidate = failure
    return error


def instance(kind, message):
    for base in kind.__mro__:
        try:
            return base(message)
        except TypeError:  # UnicodeDecodeError and its like want more than a message
            continue
    return Exception(message)
