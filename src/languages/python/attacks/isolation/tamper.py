# Changes what the next job might use: the library's modules, cached code, its own work folder.
# expect: passed
import math
import os
import sys


def solve(x):
    math.sqrt = lambda value: 4711
    for path in ("usercustomize.py", "sitecustomize.py", "math.py", "random.py"):
        with open(path, "w") as file:
            file.write("raise SystemExit")
    for folder in [*sys.path, os.path.dirname(os.__file__), "/usr/lib/python3/dist-packages", "@HOME@/.local"]:
        try:
            with open(os.path.join(folder, "sitecustomize.py"), "a") as file:
                file.write("raise SystemExit")
            print("DONE: wrote into", folder)
        except OSError as error:
            print("refused:", error)
    return x * x
