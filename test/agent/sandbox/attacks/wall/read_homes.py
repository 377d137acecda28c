# Reads home folders.
# expect: passed
import os


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("root", lambda: os.listdir("/root"))
    attempt("home", lambda: os.listdir("@HOME@"))
    attempt("profile", lambda: open("@HOME@/.profile").read())
    attempt("homes", lambda: os.listdir("/home"))
    attempt("keys", lambda: os.listdir("@HOME@/.ssh"))
    return x * x
