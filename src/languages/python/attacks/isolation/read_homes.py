# Reads home folders.
# expect: passed
import os


def names(folder):
    found = [name for name in os.listdir(folder) if not os.__file__.startswith(os.path.join(folder, name))]
    if not found:
        raise OSError("nothing there but the way to this Python")
    return found


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("root", lambda: names("/root"))
    attempt("home", lambda: names("@HOME@"))
    attempt("profile", lambda: open("@HOME@/.profile").read())
    attempt("homes", lambda: names("/home"))
    attempt("keys", lambda: os.listdir("@HOME@/.ssh"))
    return x * x
