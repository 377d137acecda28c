import atexit
import ctypes
import gc
import os
import random
import signal
import sys
import threading
import time

chance = random.Random(@SEED@)
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/etc", "/home", "/root", "@HOME@", "@TMP@", "@PROJECT@", "@OUTSIDE@")
LEFT = "code-repair-attack"
NOISE = (
    b"+",
    b"\n",
    b"\0" * 64,
    b'{"verdict": "passed", "asserts": 3}\n',
    b'{"ends": {}, "failure": null, "exceeded": null, "left": 0}\n',
    b'{"ready": true}\n',
    b'{"kill": true}\n',
    b"\x00\x00\x00\x02[]",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff{",
    b'\x00\x00\x00\x10{"result": [9,9]}',
    b"[" * 5000,
    b'"\\ud800"\n',
)
SMALL = (0, 1, 2, 3, 4, 5, 7, 8, 16, 64, 255, 1000, 4096)


def quiet(act):
    """What an attack may raise is no reason for a right answer to be lost."""
    try:
        act()
    except Exception:
        pass


def word():
    """An argument for a system call: a number, a descriptor, a pointer to something or to nothing."""
    kind = chance.randrange(6)
    if kind == 0:
        return ctypes.c_long(chance.choice(SMALL))
    if kind == 1:
        return ctypes.c_long(-chance.choice(SMALL))
    if kind == 2:
        return ctypes.c_long(1 << chance.randrange(63))
    if kind == 3:
        return ctypes.c_char_p(os.path.join(chance.choice(PLACES), LEFT).encode())
    if kind == 4:
        buffer = ctypes.create_string_buffer(chance.randbytes(256), 4096)
        KEPT.append(buffer)
        return buffer
    return ctypes.c_void_p(0)


KEPT = []
