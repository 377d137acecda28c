# Learns which paths of the machine exist, by what an attempt to look at them ends with.
# expect: passed
# shows: which paths exist
import os


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except FileNotFoundError as error:
        print("refused:", name, error)
    except OSError as error:
        print("DONE:", name, "is there:", error)


def solve(x):
    for path in ("@OUTSIDE@", "@OUTSIDE@/secret", "@PROJECT@", "@PROJECT@/package.json"):
        attempt("stat " + path, lambda path=path: os.stat(path).st_size)
        attempt("access " + path, lambda path=path: os.access(path, os.F_OK) or os.stat(path))
        attempt("open " + path, lambda path=path: os.open(path, os.O_PATH))
        attempt("link " + path, lambda path=path: os.readlink(path))
        attempt("folder " + path, lambda path=path: os.chdir(path))
    return x * x
