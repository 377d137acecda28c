# Reads the machine's users and settings.
# expect: passed
import os


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("passwd", lambda: open("/etc/passwd").read())
    attempt("shadow", lambda: open("/etc/shadow").read())
    attempt("hosts", lambda: open("/etc/hosts").read())
    attempt("hostname", lambda: open("/etc/hostname").read())
    attempt("up and over", lambda: open("../../../../../../etc/passwd").read())
    attempt("machine id", lambda: open("/etc/machine-id").read())
    attempt("etc", lambda: os.listdir("/etc/ssl/private"))
    attempt("sys", lambda: os.listdir("/sys"))
    return x * x
