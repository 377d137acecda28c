"""Namespaces, and a root folder that holds Python's library and nothing else (mount_namespaces(7))."""

import ctypes
import os
import signal
import socket
import struct
import sys

from harness import folders
from harness.libc import check, libc, syscall

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
RDONLY, NOSUID, NODEV, NOEXEC, BIND, REC, PRIVATE = 1, 2, 4, 8, 4096, 16384, 1 << 18
DETACH = 2
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE = 442, -100, 0x8000
INNER_ID = 1000
PR_SET_PDEATHSIG, MOST_FDS = 1, 512
WORK = "/sandbox"

LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo")
LINKS = ("/etc/ld.so.cache", "/etc/alternatives")
MOUNT_POINTS = ("/tmp", "/mnt", "/media", "/srv", "/opt", "/var")


def readable_paths(more=()):
    """What Python itself may have to read later: its library, shared libraries, time zones."""
    wanted = [path for path in (*sys.path, *LIBRARIES, *LINKS, *more) if os.path.exists(path)]
    return sorted(set(os.path.abspath(path) for path in wanted), key=lambda path: (path.count("/"), path))


def mount(source, target, kind, flags, options=None):
    encoded = [None if text is None else text.encode() for text in (source, target, kind, options)]
    check(libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3]), "mount " + target)


def unmount(target):
    libc.umount2(target.encode(), DETACH)


def make_read_only(path, flags=RDONLY | NOSUID | NODEV, recursive=True):
    attributes = struct.pack("<QQQQ", flags, 0, 0, 0)
    how = ctypes.c_uint(AT_RECURSIVE if recursive else 0)
    result = syscall(MOUNT_SETATTR, ctypes.c_int(AT_FDCWD), path.encode(), how, attributes, ctypes.c_size_t(32))
    check(result, "read-only mount of " + path)


def enter_namespaces(as_user):
    """New namespaces for this process; its next child is the first process of the new process namespace."""
    uid, gid = os.getuid(), os.getgid()
    flags = NEWNS | NEWUTS | NEWIPC | NEWPID | NEWNET | (NEWUSER if as_user else 0)
    check(libc.unshare(flags), "new namespaces")
    if as_user:
        write("/proc/self/setgroups", "deny")
        write("/proc/self/uid_map", "%d %d 1" % (INNER_ID, uid))
        write("/proc/self/gid_map", "%d %d 1" % (INNER_ID, gid))
    socket.sethostname("sandbox")


def new_processes():
    """This process's next child is the first of a new process namespace."""
    check(libc.unshare(NEWPID), "a new process namespace")


def leave_processes(own):
    """The next child after that one belongs to this process's own namespace again, which a pidfd names."""
    check(libc.setns(own, NEWPID), "the own process namespace")


def fork_as_users(mapped):
    """Forks the first process of a new process namespace, for whoever may make one only inside a new user namespace. Users
    (pairs of a first one and how many) keep their numbers there. A process between the two waits and ends as the first."""
    unshared, go = os.pipe(), os.pipe()
    between = os.fork()
    if between == 0:
        if libc.unshare(NEWUSER | NEWPID) != 0:
            os._exit(1)
        os.write(unshared[1], b"+")
        os.close(go[1])
        os.read(go[0], 1)  # ends when the users are there
        first = os.fork()
        if first == 0:
            for fd in (*unshared, go[0]):
                os.close(fd)
            return 0
        stand_between(first)
    try:
        os.close(unshared[1])
        if os.read(unshared[0], 1):
            lines = "\n".join("%d %d %d" % (user, user, count) for user, count in mapped)
            write("/proc/%d/uid_map" % between, lines)
            write("/proc/%d/gid_map" % between, lines)
    finally:
        for fd in (unshared[0], *go):
            os.close(fd)
    return between


def stand_between(first):
    """Holds nothing of the job's, or its ends of lines would stay open; ends with its parent, and as the first does."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.closerange(0, MOST_FDS)
    _pid, status = os.waitpid(first, 0)
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1)


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def build_root(paths):
    """Replaces the root folder: a tiny tmpfs with the given paths bound read-only, /dev/null and a work folder."""
    mount("none", "/", None, REC | PRIVATE)
    base = mount_point(paths)
    mount("tmpfs", base, "tmpfs", NOSUID | NODEV, "size=1m,mode=0755")
    for path in paths:
        bind(path, base)
    bind("/dev/null", base, RDONLY | NOSUID | NOEXEC)
    os.mkdir(base + WORK)
    os.chdir(base)
    check(syscall(PIVOT_ROOT[os.uname().machine], b".", b"."), "pivot_root")
    check(libc.umount2(b".", DETACH), "unmount of the old root")
    os.chdir("/")
    make_read_only("/", recursive=False)


def mount_point(paths):
    for point in MOUNT_POINTS:
        inside = any(path == point or path.startswith(point + "/") for path in paths)
        if os.path.isdir(point) and not os.path.islink(point) and not inside:
            return point
    raise OSError("no folder to build a root on")


def bind(path, base, flags=RDONLY | NOSUID | NODEV):
    target = base + path
    if os.path.lexists(target):
        return
    os.makedirs(os.path.dirname(target), mode=0o755, exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.mkdir(target, 0o755)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    mount(path, target, None, BIND | REC)
    make_read_only(target, flags)


def fresh_work_folder(limits, uid, runs=False):
    """An empty work folder of its own size, for one job. `runs`: what lies there may be executed."""
    options = "size=%d,nr_inodes=%d,mode=0700,uid=%d,gid=%d" % (limits["diskBytes"], folders.most_entries(limits), uid, uid)
    mount("tmpfs", WORK, "tmpfs", NOSUID | NODEV | (0 if runs else NOEXEC), options)
