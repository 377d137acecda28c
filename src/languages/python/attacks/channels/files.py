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
