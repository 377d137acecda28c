# Connects to Unix sockets: a listener of this machine, an abstract one, Docker's.
# expect: passed
import socket


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("listener", lambda: socket.socket(socket.AF_UNIX).connect("@UNIX_SOCKET@"))
    attempt("abstract", lambda: socket.socket(socket.AF_UNIX).connect("\0code-repair"))
    attempt("docker", lambda: socket.socket(socket.AF_UNIX).connect("/var/run/docker.sock"))
    attempt("netlink", lambda: socket.socket(16, socket.SOCK_RAW, 0))
    attempt("packet", lambda: socket.socket(17, socket.SOCK_RAW, 0))
    attempt("vsock", lambda: socket.socket(40, socket.SOCK_STREAM, 0))
    return x * x
