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
