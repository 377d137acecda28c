# Reads the environment of its parents.
# expect: passed
import os


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("parent", lambda: open("/proc/%d/environ" % os.getppid(), "rb").read())
    attempt("first", lambda: open("/proc/1/environ", "rb").read())
    attempt("own", lambda: open("/proc/self/environ", "rb").read())
    attempt("node", lambda: open("/proc/@PID@/environ", "rb").read())
    attempt("kernel", lambda: open("/proc/version").read())
    return x * x
