# Connects to a listener on this machine, and to one outside.
# expect: passed
import socket


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("loopback", lambda: socket.create_connection(("127.0.0.1", int("@TCP_PORT@")), 1))
    attempt("outside", lambda: socket.create_connection(("192.0.2.1", 80), 1))
    attempt("listening", lambda: socket.create_server(("127.0.0.1", 0)))
    attempt("IPv6", lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM))
    return x * x
