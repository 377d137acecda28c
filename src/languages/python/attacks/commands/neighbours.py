# Reaches for listeners of the machine, and for its processes.
# ends: itself
import os
import socket


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError, AttributeError) as error:
        print("refused:", name, error)



def udp(host):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    if not host.startswith("127."):  # its own loopback takes anything
        return sock.sendto(b"x", (host, @UDP_PORT@))
    sock.sendto(b"x", (host, @UDP_PORT@))
    raise OSError("sent to nobody")


for host in ("127.0.0.1", "127.1.2.3", "10.0.0.1", "169.254.169.254", "1.1.1.1"):
    attempt("tcp " + host, lambda host=host: socket.create_connection((host, @TCP_PORT@), 0.5))
    attempt("udp " + host, lambda host=host: udp(host))
attempt("tcp 6", lambda: socket.create_connection(("::1", @TCP_PORT@), 0.5))
attempt("unix", lambda: socket.socket(socket.AF_UNIX).connect("@UNIX_SOCKET@"))
attempt("docker", lambda: socket.socket(socket.AF_UNIX).connect("/var/run/docker.sock"))
attempt("abstract", lambda: socket.socket(socket.AF_UNIX).connect("\0/tmp/.X11-unix/X0"))
attempt("name", lambda: socket.getaddrinfo("example.com", 80))
attempt("kill", lambda: os.kill(@PID@, 0))
attempt("processes", lambda: [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) > 50] or (_ for _ in ()).throw(OSError("none")))
