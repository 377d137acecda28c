# Knocks at parts of the kernel that no test of a project needs.
# ends: itself
import ctypes
import fcntl
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)


def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError, AttributeError) as error:
        print("refused:", name, error)


BUFFER = ctypes.create_string_buffer(512)
DOORS = {
    "bpf": (321, 280, 0, BUFFER, 72),
    "perf_event_open": (298, 241, BUFFER, 0, -1, -1, 0),
    "io_uring_setup": (425, 425, 8, BUFFER),
    "userfaultfd": (323, 282, 1),
    "memfd_create": (319, 279, b"x", 0),
    "memfd_secret": (447, 447, 0),
    "add_key": (248, 217, b"user", b"x", b"y", 1, -3),
    "keyctl": (250, 219, 0, -3, 1),
    "ptrace": (101, 117, 0, 0, 0, 0),
    "process_vm_readv": (310, 270, 1, BUFFER, 1, BUFFER, 1, 0),
    "kcmp": (312, 272, 1, 1, 0, 0, 0),
    "shmget": (29, 194, 0, 4096, 0o1600),
    "semget": (64, 190, 0, 1, 0o1600),
    "msgget": (68, 186, 0, 0o1600),
    "mq_open": (240, 180, b"x", 0o102, 0o600, 0),
    "personality": (135, 92, 0x40000),
    "name_to_handle_at": (303, 264, -100, b"/", BUFFER, BUFFER, 0),
    "fanotify_init": (300, 262, 0, 0),
    "io_setup": (206, 0, 1, BUFFER),
    "seccomp": (317, 277, 2, 0, 0),
    "acct": (163, 89, None),
    "sethostname": (170, 161, b"x", 1),
    "landlock_create_ruleset": (444, 444, None, 0, 1),
    "pidfd_getfd": (438, 438, 3, 0, 0),
    "userns by clone3": (435, 435, BUFFER, 88),
}
column = 0 if os.uname().machine == "x86_64" else 1
for name, (x86, arm, *arguments) in DOORS.items():
    attempt(name, lambda number=(x86, arm)[column], given=arguments: call(number, *given))
if column == 0:
    attempt("call of x32", lambda: call(0x40000000 + 39))
for family in (*range(3, 10), *range(11, 46)):
    attempt("socket family %d" % family, lambda family=family: socket.socket(family, socket.SOCK_DGRAM))
    attempt("raw socket family %d" % family, lambda family=family: socket.socket(family, socket.SOCK_RAW))
attempt("raw packets", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
one, _two = socket.socketpair()
attempt("program on a socket", lambda: one.setsockopt(socket.SOL_SOCKET, 26, bytes(16)))
master, slave = os.openpty()
attempt("typing into a terminal", lambda: fcntl.ioctl(slave, 0x5412, b"x"))
