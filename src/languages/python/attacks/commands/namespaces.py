# Makes namespaces, mounts and a root of its own.
# ends: itself
import ctypes
import os

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


KINDS = {"user": 0x10000000, "mount": 0x20000, "network": 0x40000000, "processes": 0x20000000, "uts": 0x4000000, "ipc": 0x8000000}
for name, flag in KINDS.items():
    attempt("unshare " + name, lambda flag=flag: libc.unshare(flag) == 0 or (_ for _ in ()).throw(OSError(ctypes.get_errno(), "no")))
    attempt("unshare user and " + name, lambda flag=flag: libc.unshare(0x10000000 | flag) == 0 or (_ for _ in ()).throw(OSError(ctypes.get_errno(), "no")))
if os.uname().machine == "x86_64":
    attempt("clone", lambda: call(56, 0x10000000 | 17, 0, 0, 0, 0))
    attempt("setns", lambda: call(308, os.open("/proc/1/ns/mnt", os.O_RDONLY), 0))
    attempt("mount", lambda: call(165, b"none", b"/tmp", b"tmpfs", 0, 0))
    attempt("bind", lambda: call(165, b"/tmp", b"/usr", None, 4096, 0))
    attempt("fsopen", lambda: call(430, b"tmpfs", 0))
    attempt("open_tree", lambda: call(428, -100, b"/", 1))
    attempt("pivot_root", lambda: call(155, b"/tmp", b"/tmp"))
attempt("chroot", lambda: os.chroot("/tmp"))
