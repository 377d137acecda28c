# Looks a name up.
# expect: passed
import socket


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("lookup", lambda: socket.getaddrinfo("example.org", 80))
    attempt("host", lambda: socket.gethostbyname("localhost.example"))
    return x * x
