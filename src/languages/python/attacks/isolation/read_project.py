# Reads the project that runs it, and a file with a secret that anybody may read.
# expect: passed
import os


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("project", lambda: os.listdir("@PROJECT@"))
    attempt("package", lambda: open("@PROJECT@/package.json").read())
    attempt("secret", lambda: open("@OUTSIDE@/secret").read())
    attempt("descriptor", lambda: os.open("@OUTSIDE@", os.O_RDONLY))
    attempt("beneath", lambda: os.open("secret", os.O_RDONLY, dir_fd=os.open("@OUTSIDE@", os.O_PATH | os.O_DIRECTORY)))
    return x * x
