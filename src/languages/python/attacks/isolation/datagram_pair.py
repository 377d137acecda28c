# Sends through one end of a socket pair to a listener that is not its other end.
# expect: passed
import socket


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("datagram pair", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"x", "@UNIX_SOCKET@"))
    attempt("stream pair", lambda: socket.socketpair()[0].sendto(b"x", "@UNIX_SOCKET@"))
    attempt("connect", lambda: socket.socketpair()[0].connect("@UNIX_SOCKET@"))
    attempt("sendmsg", lambda: socket.socketpair()[0].sendmsg([b"x"], [], 0, "@UNIX_SOCKET@"))
    return x * x
