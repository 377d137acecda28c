"""U, the candidate's process: runs the candidate's module, then answers calls of its entry point.

Nothing that this process says is trusted. It decides the values that the judge compares, and no more.
"""

import json
import signal
import sys

from harness import classes, encode, frames, line, script, shapes, source
from harness.line import UNSUPPORTED

JOB, CALLS, ANSWERS = 3, 4, 5
FILENAME = "candidate.py"

# The first word of all; how the module failed is told as JSON behind it.
LOADED, MISSING, SYNTAX, FAILED = b"+", b"m", b"s", b"e"
# Behind LOADED where the entry point is a class: number 0 is then a function that returns it.
CLASS = b"c"


def main():
    job = source.read_job(JOB)
    source.hide_harness()
    script.add_site_builtins()
    module = source.new_module("candidate", FILENAME, job["candidate"], job["imports"])
    try:
        function, word = load(job, module)
    except BaseException as error:
        function, word = None, FAILED + described(error)
    source.flush()
    frames.send(ANSWERS, word)
    if function is not None:
        CandidateLine(module, function).serve_all()
    wait()


def load(job, module):
    """The entry point, and the word that says so; or None and what is wrong."""
    seed()
    try:
        code = source.compiled(job["candidate"], FILENAME)
    except SyntaxError as error:
        return None, SYNTAX + described(error)
    exec(code, module.__dict__)
    function = module.__dict__.get(job["entryPoint"])
    if not callable(function):
        return None, MISSING
    return function, LOADED + CLASS if isinstance(function, type) else LOADED


def described(error):
    return json.dumps(source.described(error, FILENAME)).encode()


def seed():
    """Candidates that use chance get the same chance every time."""
    random = sys.modules.get("random")
    if random is not None:
        random.seed(0)


class CandidateLine(line.Line):
    parity = 1
    their_module = "tests"
    asks_all = True
    caught = BaseException

    def __init__(self, module, function):
        super().__init__(CALLS, ANSWERS)
        self.module = module
        entry = (lambda: function) if isinstance(function, type) else function
        self.heap.add(entry, False, pinned=True)

    def serve_all(self):
        """Answers the judge's questions until it ends this process."""
        while True:
            self.serve(*self.receive())

    def read(self):
        request = frames.receive(CALLS)
        if request is None:
            wait()
        return request

    def write(self, data):
        source.flush()
        frames.send(ANSWERS, data)

    def told(self, error):
        told = source.described(error, FILENAME)
        BaseException.__traceback__.__set__(error, None)
        return told

    def raised(self, error, told):
        return error

    def own_class(self, description):
        """The candidate's class of that name, where it has all that the tests' class has: the declaration's, mostly."""
        kind = self.module.__dict__.get(description[0])
        if not classes.is_like(kind, description):
            return None
        return kind if all(hasattr(kind, name) for names in description[4:] for name in names) else None

    def set_attributes(self, value, wanted):
        try:
            shapes.set_attributes(value, wanted)
        except AttributeError as problem:
            raise wire.Unsupported("an object that cannot be rebuilt (%s)" % problem)

    def library_function(self, module, path):
        __import__(module)
        return encode.find(module, path)

    def unsupported(self, problem):
        self.write(UNSUPPORTED + self.message(UNSUPPORTED, str(problem))[1:])
        wait()

    broken = unsupported


def wait():
    """The judge ends this process when it is done."""
    while True:
        signal.pause()
