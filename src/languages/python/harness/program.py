"""A whole program: run as `__main__`, as an interpreter runs a script, with a file as its stdin."""

import atexit
import json
import os
import sys
import traceback

from harness import script, source
from harness.frames import write_all

JOB, REPORT = 3, 4
FILENAME = "program.py"


def main():
    job = source.read_job(JOB)
    source.hide_harness()
    script.prepare()
    module = source.new_module("__main__", FILENAME, job["program"], job["imports"])
    status = run(job["program"], module)
    threading = sys.modules.get("threading")
    try:
        if threading:
            threading._shutdown()
        atexit._run_exitfuncs()
    except BaseException:
        status = status or 1
    source.flush()
    os._exit(status)


def run(text, module):
    """The exit status, as an interpreter would give it."""
    try:
        exec(source.compiled(text, FILENAME), module.__dict__)
        return 0
    except SystemExit as stop:
        return exit_status(stop)
    except BaseException as error:
        tell(error)
        return 1


def exit_status(stop):
    if stop.code is None:
        return 0
    if isinstance(stop.code, int):
        return stop.code & 255
    print(stop.code, file=sys.stderr)
    return 1


def tell(error):
    """The traceback without the harness's own frames, and the same in few words for the report."""
    source.flush()
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != FILENAME:
        trace = trace.tb_next
    try:
        traceback.print_exception(type(error), error, trace)
    except BaseException:
        pass
    _base, kind, message, frames = source.described(error, FILENAME)
    write_all(REPORT, json.dumps({"failure": {"type": kind, "message": message, "frames": frames}}).encode())
