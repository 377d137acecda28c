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
