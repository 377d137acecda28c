# One job leaves a bit, another tries to read it: through everything that two jobs might share.
# Filled in: @ROLE@ (write or read), @BIT@, @ROUND@, @HOLD@ (seconds that a writer stays, and a reader waits).
import ctypes
import fcntl
import glob
import json
import os
import resource
import struct
import threading
import time

BIT, ROUND, HOLD = int("@BIT@"), int("@ROUND@"), float("@HOLD@")
libc = ctypes.CDLL(None, use_errno=True)
LIBRARY = os.path.dirname(os.__file__)
SHARED = os.path.join(LIBRARY, "os.py")
NAME = "code-repair-mark"
KEY = 0x5EED
kept = []
threading.stack_size(1 << 17)


def call(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def refused(act, *arguments):
    try:
        act(*arguments)
        return 0
    except OSError:
        return 1


def opened(path, flags=os.O_RDONLY):
    kept.append(os.open(path, flags))
    return kept[-1]


# ------------------------------------------------------------------------------------------------ locks and flags


def flock(fd, path):
    """On an open file that outlives the job the lock does so, too; another opening of the file sees it."""

    def write():
        fcntl.flock(fd(), (fcntl.LOCK_EX if BIT else fcntl.LOCK_UN) | fcntl.LOCK_NB)

    def read():
        mine = opened(path)
        fcntl.flock(mine, fcntl.LOCK_UN)
        return refused(fcntl.flock, mine, fcntl.LOCK_EX | fcntl.LOCK_NB)

    return write, read


def lock_record(command, kind):
    return struct.pack("hhqqi4x", kind, 0, 0, 1, 0), command


def record_lock(set_command, get_command):
    def write():
        data, _ = lock_record(set_command, fcntl.F_WRLCK)
        if BIT:
            fcntl.fcntl(opened("/dev/null", os.O_RDWR), set_command, data)

    def read():
        data, _ = lock_record(get_command, fcntl.F_WRLCK)
        found = fcntl.fcntl(opened("/dev/null", os.O_RDWR), get_command, data)
        return int(struct.unpack("hhqqi4x", found)[0] != fcntl.F_UNLCK)

    return write, read


def status_flags():
    def write():
        fcntl.fcntl(0, fcntl.F_SETFL, os.O_APPEND | os.O_NONBLOCK if BIT else 0)

    def read():
        return int(fcntl.fcntl(0, fcntl.F_GETFL) & os.O_APPEND != 0)

    return write, read


def owner():
    def write():
        fcntl.fcntl(0, fcntl.F_SETSIG, 10 if BIT else 0)

    def read():
        return int(fcntl.fcntl(0, fcntl.F_GETSIG) == 10)

    return write, read


def lease():
    def write():
        if BIT:
            fcntl.fcntl(opened(SHARED), fcntl.F_SETLEASE, fcntl.F_RDLCK)

    def read():
        return refused(fcntl.fcntl, opened(SHARED), fcntl.F_SETLEASE, fcntl.F_WRLCK)

    return write, read


def write_hint():
    def write():
        fcntl.fcntl(opened(SHARED), 1036, struct.pack("Q", 2 + BIT))

    def read():
        return struct.unpack("Q", fcntl.fcntl(opened(SHARED), 1035, bytes(8)))[0] - 2

    return write, read


# ------------------------------------------------------------------------------------------------------------ files


def file_in(folder):
    path = os.path.join(folder, NAME)

    def write():
        if BIT:
            open(path, "w").close()
        elif os.path.exists(path):
            os.remove(path)

    def read():
        return int(os.path.exists(path))

    return write, read


def access_time():
    files = sorted(glob.glob(os.path.join(LIBRARY, "ctypes", "**", "*.py"), recursive=True))
    path = files[ROUND % len(files)]

    def write():
        if BIT:
            with open(path) as file:
                file.read()

    def read():
        return int(time.time() - os.stat(path).st_atime < 5)

    return write, read


def page_cache():
    path = os.path.join(LIBRARY, "pydoc.py")

    def write():
        fd = opened(path)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        if BIT:
            os.read(fd, 1 << 20)

    def read():
        length = os.path.getsize(path)
        libc.mmap.restype = ctypes.c_void_p
        where = libc.mmap(None, ctypes.c_size_t(length), 1, 1, opened(path), ctypes.c_long(0))
        pages = ctypes.create_string_buffer(length // 4096 + 1)
        call(libc.mincore(ctypes.c_void_p(where), ctypes.c_size_t(length), pages))
        return pages.raw[0] & 1

    return write, read


# --------------------------------------------------------------------------------------------------------------- ids


def region(number):
    """Makes threads until their numbers are where they say the bit."""

    def write():
        for _ in range(1500):
            thread = threading.Thread(target=lambda: kept.append(threading.get_native_id()))
            thread.start()
            thread.join()
            if kept[-1] % 1024 // 512 == BIT and kept[-1] % 512 < 256:
                return

    def read():
        return number() % 1024 // 512

    return write, read


def new_thread():
    thread = threading.Thread(target=lambda: kept.append(threading.get_native_id()))
    thread.start()
    thread.join()
    return kept[-1]


def user():
    return (lambda: os.abort() if BIT else None), (lambda: os.getuid() // 2 % 2)


def neighbours(ask):
    """Who is there, by asking about every number near one's own."""

    def write():
        stop = threading.Event()
        for _ in range(8 * BIT):
            kept.append(threading.Thread(target=stop.wait, daemon=True))
            kept[-1].start()

    def read():
        me = os.getpid()
        there = sum(1 - refused(ask, pid) for pid in range(max(1, me - 300), me + 300))
        return int(there > 12)

    return write, read


# ------------------------------------------------------------------------------------------------ IPC and priorities


def system_v(make, look):
    def write():
        if BIT:
            call(make())

    def read():
        return 1 - refused(lambda: call(look()))

    return write, read


def abstract_socket():
    import socket

    def write():
        if BIT:
            kept.append(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
            kept[-1].bind("\0" + NAME)

    def read():
        kept.append(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        return refused(kept[-1].bind, "\0" + NAME)

    return write, read


def priority(kind):
    def write():
        os.setpriority(kind, os.getpid() if kind == os.PRIO_PROCESS else 0, 2 * ROUND + BIT)

    def read():
        return os.getpriority(kind, 0) % 2

    return write, read


def parents(change, look):
    return (lambda: change(os.getppid())), (lambda: look(os.getppid()))


def io_priority():
    def write():
        call(libc.syscall(251, 3, os.getuid(), 2 << 13 | (3 + BIT)))

    def read():
        return call(libc.syscall(252, 3, os.getuid())) % 8 - 3

    return write, read


# ----------------------------------------------------------------------------------------------------------- counters


def memory(measure, least):
    """Half of what a job may have; a reader compares with what the first round, which writes nothing, has shown."""

    def write():
        if BIT:
            kept.append(bytearray(least))

    return write, measure


def free_memory():
    class Info(ctypes.Structure):
        _fields_ = [("numbers", ctypes.c_ulong * 64)]

    info = Info()
    call(libc.sysinfo(ctypes.byref(info)))
    return int(info.numbers[5] % 2)


def group_statistics():
    found = [path for pattern in ("memory.max_usage_in_bytes", "memory.peak", "memory.events") for path in
             glob.glob("/sys/fs/cgroup/**/" + pattern, recursive=True)]
    return int(open(found[0]).read().split()[0]) // (64 << 20) % 2 if found else refused(os.listdir, "/nowhere") * 2


def counter(path):
    def write():
        for _ in range(400 * BIT):
            new_thread()

    def read():
        with open(path) as file:
            return len(file.read()) % 2

    return write, read


def disk_space():
    def write():
        with open(NAME, "wb") as file:
            file.write(bytes(8 << 20) if BIT else b"")

    def read():
        return os.statvfs("/").f_bfree % 2

    return write, read


def own_peak():
    return memory(lambda: int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 100_000), 150 << 20)


CHANNELS = {
    "flock on standard input": flock(lambda: 0, "/dev/null"),
    "flock on the library": flock(lambda: opened(SHARED), SHARED),
    "record lock": record_lock(fcntl.F_SETLK, fcntl.F_GETLK),
    "open file description lock": record_lock(37, 36),
    "status flags": status_flags(),
    "owner's signal": owner(),
    "lease": lease(),
    "write hint": write_hint(),
    **{"file in " + folder: file_in(folder) for folder in (".", "/tmp", "/var/tmp", "/dev/shm", "/run", LIBRARY)},
    "access time": access_time(),
    "page cache": page_cache(),
    "process number": region(os.getpid),
    "thread number": region(new_thread),
    "user": user(),
    "signals to neighbours": neighbours(lambda pid: os.kill(pid, 0)),
    "groups of neighbours": neighbours(os.getpgid),
    "sessions of neighbours": neighbours(os.getsid),
    "processors of neighbours": neighbours(os.sched_getaffinity),
    "scheduling of neighbours": neighbours(os.sched_getscheduler),
    "clocks of neighbours": neighbours(lambda pid: time.clock_gettime((~pid << 3) | 2)),
    "shared memory": system_v(lambda: libc.shmget(KEY + ROUND, 4096, 0o1666), lambda: libc.shmget(KEY + ROUND, 0, 0)),
    "semaphores": system_v(lambda: libc.semget(KEY + ROUND, 1, 0o1666), lambda: libc.semget(KEY + ROUND, 0, 0)),
    "messages": system_v(lambda: libc.msgget(KEY + ROUND, 0o1666), lambda: libc.msgget(KEY + ROUND, 0)),
    "abstract socket": abstract_socket(),
    "priority of the process": priority(os.PRIO_PROCESS),
    "priority of the group": priority(os.PRIO_PGRP),
    "priority of the user": priority(os.PRIO_USER),
    "input and output priority": io_priority(),
    "processors of the parent": parents(
        lambda pid: os.sched_setaffinity(pid, {0} if BIT else set(range(os.cpu_count()))),
        lambda pid: int(len(os.sched_getaffinity(pid)) == 1),
    ),
    "processors inherited": parents(
        lambda pid: os.sched_setaffinity(pid, {0} if BIT else set(range(os.cpu_count()))),
        lambda pid: int(len(os.sched_getaffinity(0)) == 1),
    ),
    "limits inherited": parents(
        lambda pid: resource.prlimit(pid, resource.RLIMIT_CORE, (0, 2 + BIT)),
        lambda pid: resource.getrlimit(resource.RLIMIT_CORE)[1] - 2,
    ),
    "number of processes": counter("/proc/loadavg"),
    "last process number": counter("/proc/sys/kernel/ns_last_pid"),
    "free memory": memory(free_memory, 60 << 20),
    "memory group": memory(group_statistics, 100 << 20),
    "own peak": own_peak(),
    "disk space": disk_space(),
}


# Marks that need no writer to stay, and take too long for a reader at the same time.
SLOW = ("process number", "thread number", "number of processes", "last process number")


def attempt(act):
    try:
        return act()
    except (OSError, ValueError, RuntimeError, MemoryError, AttributeError) as error:
        return str(error)


def write_all():
    for name, (write, _read) in CHANNELS.items():
        if name != "user" and not (HOLD and name in SLOW):
            attempt(write)
    time.sleep(HOLD)
    attempt(CHANNELS["user"][0])  # an end that may cost the server its life


def read_all():
    time.sleep(HOLD * 0.6)
    print(json.dumps({name: attempt(read) for name, (_write, read) in CHANNELS.items()}))


write_all() if "@ROLE@" == "write" else read_all()


def solve(x):
    return x * x
