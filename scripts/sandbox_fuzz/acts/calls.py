def any_calls():
    for _ in range(chance.randrange(1, 120)):
        libc.syscall(ctypes.c_long(chance.randrange(470)), *(word() for _ in range(6)))


# Calls that would not come back, or would end the program's own thread; the other acts do that on purpose.
WAITING = {0, 7, 15, 23, 34, 35, 60, 61, 128, 130, 202, 219, 230, 231, 232, 247, 270, 271, 281, 449}


def many_calls():
    for _ in range(chance.randrange(100, 600)):
        number = chance.randrange(470)
        if number not in WAITING:
            libc.syscall(ctypes.c_long(number), *(word() for _ in range(6)))


DOORS = {
    "ptrace": 101, "unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161,
    "bpf": 321, "keyctl": 250, "add_key": 248, "request_key": 249, "io_uring_setup": 425, "io_uring_enter": 426,
    "userfaultfd": 323, "memfd_create": 319, "process_vm_readv": 310, "process_vm_writev": 311, "pidfd_open": 434,
    "pidfd_getfd": 438, "pidfd_send_signal": 424, "kcmp": 312, "perf_event_open": 298, "open_by_handle_at": 304,
    "name_to_handle_at": 303, "clone3": 435, "seccomp": 317, "socket": 41, "connect": 42, "bind": 49, "mknod": 133,
    "link": 86, "symlink": 88, "chmod": 90, "chown": 92, "setuid": 105, "setgid": 106, "setgroups": 116, "capset": 126,
    "personality": 135, "init_module": 175, "kexec_load": 246, "reboot": 169, "swapon": 167, "sethostname": 170,
    "shmget": 29, "semget": 64, "msgget": 68, "mq_open": 240, "inotify_init1": 294, "fanotify_init": 300, "flock": 73,
    "quotactl": 179, "acct": 163, "settimeofday": 164, "clock_settime": 227, "iopl": 172, "execveat": 322,
    "openat2": 437, "move_mount": 429, "fsopen": 430, "open_tree": 428, "landlock_restrict_self": 446, "splice": 275,
    "tee": 276, "vmsplice": 278, "migrate_pages": 256, "move_pages": 279, "mbind": 237, "setpriority": 141,
    "sched_setaffinity": 203, "sched_setscheduler": 144, "ioprio_set": 251, "syslog": 103, "sysinfo": 99, "ustat": 136,
}  # fmt: skip


def closed_doors():
    for number in chance.sample(sorted(DOORS.values()), chance.randrange(1, 40)):
        for _ in range(chance.randrange(1, 5)):
            libc.syscall(ctypes.c_long(number), *(word() for _ in range(6)))


def namespaces_in_turn():
    for bit in chance.sample(range(7, 32), 12):
        libc.syscall(ctypes.c_long(272), ctypes.c_long(1 << bit))
        libc.syscall(ctypes.c_long(56), ctypes.c_long(1 << bit), 0, 0, 0, 0)


def clones_with_flags():
    for _ in range(20):
        flags = chance.getrandbits(32) | chance.choice((0, 17, 0x10000000, 0x100))
        # Never one that shares memory: its child would run on this stack.
        if libc.syscall(ctypes.c_long(56), ctypes.c_ulong(flags & ~0x10100), 0, 0, 0, 0) == 0:
            os._exit(0)


def requests_to_devices():
    for _ in range(100):
        libc.ioctl(chance.randrange(12), ctypes.c_ulong(chance.choice((0x5412, 0x5410, 0x541C, 0x5437, chance.getrandbits(16)))), word())


def settings_of_the_process():
    for _ in range(80):
        libc.prctl(chance.randrange(80), word(), word(), word(), word())


def door_of_32_bits():
    import mmap

    page = mmap.mmap(-1, 4096, prot=7)
    page.write(b"\xb8" + bytes([chance.randrange(1, 200), 0, 0, 0]) + b"\xcd\x80\xc3")
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


def numbers_of_x32():
    for _ in range(50):
        libc.syscall(ctypes.c_long(0x40000000 | chance.randrange(550)), *(word() for _ in range(6)))
