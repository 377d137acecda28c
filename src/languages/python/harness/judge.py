"""T, the judge's process: executes the tests with the entry point replaced by a proxy that asks the candidate.

The verdict is written on a descriptor that the candidate never had. Whatever cannot be undone by an `except` in
the tests (the candidate's end, a value that is no plain data, nonsense on the line) ends this process at once.
"""

import builtins
import json
import os
import random
import sys
import types

from harness import candidate, classes, frames, instrument, kinds, line, prelude, shapes, source

JOB, ANSWERS, CALLS, REPORT = 3, 4, 5, 6
TESTS = "<tests>"
HELPERS = "<helpers>"
# This process's exit status: the verdict stands; the candidate has gone, and how it ended decides.
DONE, CANDIDATE_GONE = 0, 3

asserts = None


def main():
    job = source.read_job(JOB)
    is_class = await_module()
    random.seed(0)
    module = sys.modules["tests"] = types.ModuleType("tests")
    namespace = module.__dict__
    namespace.update(prelude.FOR_TESTS, __builtins__=builtins)
    helpers, tests = compile_tests(job)
    try:
        exec(helpers, namespace)
        namespace[job["entryPoint"]] = JudgeLine(namespace, job["entryPoint"]).entry_point(is_class)
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
    frames.write_all(REPORT, json.dumps(report).encode())
    os._exit(CANDIDATE_GONE if verdict == "ended" else DONE)


def explained(error):
    """Verdict, failure and assertion of an exception that left the tests."""
    assertion = assertion_of(error)
    told = TOLD.get(id(error))
    if told is not None:
        return "runtime_error", told[1], assertion
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


def await_module():
    """Waits until the candidate's module is loaded, and says whether its entry point is a class; ends the verdict where
    it cannot be."""
    reply = received()
    kind, rest = reply[:1], reply[1:]
    if kind == candidate.LOADED and rest in (b"", candidate.CLASS):
        return rest == candidate.CLASS
    if kind == candidate.MISSING:
        finish("missing_entry_point")
    if kind in (candidate.SYNTAX, candidate.FAILED):
        try:
            told = json.loads(rest)
        except (ValueError, RecursionError) as problem:
            broken(source.text_of(problem))
        finish("syntax_error" if kind == candidate.SYNTAX else "runtime_error", failure_of(told))
    broken("an unknown message")


def received():
    """The candidate's next message; its end, or a line that is none, ends the verdict."""
    try:
        reply = frames.receive(ANSWERS)
    except frames.Violation as problem:
        broken(problem)
    if not reply:
        finish("ended")
    return reply


def broken(problem):
    finish("runtime_error", ("ProtocolError", "the candidate's process sent %s" % problem, []))


def failure_of(description):
    """A candidate's own account of its exception, checked: (type, message, frames)."""
    try:
        _base, kind, message, frames = description
        checked = [(int(line), str(function)[:100], str(text)[:300]) for line, function, text in frames]
        return (str(kind)[:100], str(message)[: source.MAX_TEXT], checked[: source.MAX_FRAMES])
    except Exception as problem:
        broken(source.text_of(problem))


class JudgeLine(line.Line):
    """Whatever goes wrong here ends the verdict, and with it this process."""

    parity = 0
    their_module = "candidate"
    names_functions = True
    caught = Exception

    def __init__(self, namespace, name):
        super().__init__(ANSWERS, CALLS)
        self.namespace, self.name = namespace, name

    def entry_point(self, is_class):
        """What the tests call in place of the candidate; a function is the object that both sides know as number 0."""
        call = self.calling(0)
        self.heap.add(call, True, pinned=True)
        if not is_class:
            return call
        kind = call()
        # A class that the judge rebuilds whole would make its objects without asking the candidate.
        return kind if type(kind) is classes.Asked else self.calling(kind)

    def calling(self, what):
        def call(*args, **kwargs):
            return self.call(what, args, kwargs)

        call.__name__ = call.__qualname__ = self.name
        return call

    def read(self):
        return received()

    def write(self, data):
        try:
            frames.send(CALLS, data)
        except OSError:
            finish("ended")

    def untold(self, kind, value, problem):
        if kind == line.RAISED:
            return super().untold(kind, value, problem)
        finish("unsupported_type", ("TypeError", "the tests pass %s" % problem, []))

    def unsupported(self, problem):
        finish("unsupported_type", ("TypeError", "the candidate returned %s" % str(problem)[:300], []))

    def broken(self, problem):
        broken(problem if type(problem) is str else source.text_of(problem))

    def told(self, error):
        return ()

    def raised(self, error, told):
        """The exception as the tests see it. A StopIteration would make `all(map(...))` true, and what is no Exception
        would slip past the tests' own handlers: these end the verdict."""
        if self.heap.entries[self.heap.number(error)].owned:
            return error  # of the tests themselves, on its way back
        failure = failure_of(told)
        if not isinstance(error, Exception) or isinstance(error, (StopIteration, StopAsyncIteration)):
            finish("runtime_error", failure)
        TOLD[id(error)] = error, failure
        return error

    def own_class(self, description):
        """The declaration's or the tests' own class of that name; never in place of the entry point."""
        if description[0] == self.name:
            return None
        kind = self.namespace.get(description[0])
        return kind if classes.is_like(kind, description) else None

    def set_attributes(self, value, wanted):
        """An attribute must not stand before a method of the tests' own: it would answer in its place."""
        known = shapes.dict_of(value) or {}
        for name in wanted:
            for kind in kinds.ancestry(type(value)):
                own = shapes.vars_of(kind).get("__module__") == "tests" and shapes.vars_of(kind).get(name)
                if isinstance(own, METHODS) and wanted[name] is not known.get(name):
                    self.unsupported("an object whose attribute %s hides a method of its class" % name)
        try:
            shapes.set_attributes(value, wanted)
        except AttributeError as problem:
            self.unsupported("an object that cannot be rebuilt (%s)" % problem)

    def library_function(self, module, path):
        broken("a function by its name")


METHODS = (types.FunctionType, classmethod, staticmethod)
# Exceptions that the candidate raised, with what it told of them.
TOLD = {}
