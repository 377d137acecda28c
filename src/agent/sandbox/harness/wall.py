"""The wall: what the server does once for its slot, and what every judged process does to itself before it
executes the first line of anybody else's code."""

import os
import resource
import signal

from harness import landlock, root, seccomp
from harness.libc import check, libc

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
CAPABILITY_VERSION = 0x20080522
CAPSET = {"x86_64": 126, "aarch64": 91}


class Wall:
    """Settings from the other side of the pipe: namespaces ("root", "user", "none"), uids, landlock, seccomp, work."""

    def __init__(self, settings):
        self.namespaces = settings["namespaces"]
        self.landlock = settings["landlock"]
        self.seccomp = settings["seccomp"]
        self.uids = settings.get("uids")
        self.cgroup = settings.get("cgroup")
        self.own_root = self.namespaces != "none"
        self.work = root.WORK if self.own_root else settings["work"]
        self.readable = root.readable_paths()
        self.null = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)

    def enter(self):
        """Once, in the relay, before the zygote is forked."""
        if self.own_root:
            root.enter_namespaces(self.namespaces == "user")
            root.build_root(self.readable)
        check(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "undumpable")

    def uid_of(self, role):
        if self.uids is None:
            return root.INNER_ID if self.namespaces == "user" else None
        return self.uids[1 if role == "judge" else 0]

    # -------------------------------------------------------------------------------------- around one job

    def oom_kills(self):
        """How often the kernel has ended a process of this slot for want of memory."""
        return 0

    def open_work_folder(self, limits):
        if self.own_root:
            root.fresh_work_folder(limits, self.uid_of("candidate"))

    def close_work_folder(self):
        if self.own_root:
            root.unmount(self.work)

    # ---------------------------------------------------------------------------- in the judged process itself

    def apply(self, role, limits):
        """For good, and before any foreign code: afterwards this process can only compute, and write its folder."""
        os.setsid()
        os.umask(0o077)
        writes = role != "judge"
        os.chdir(self.work if writes else "/")
        self.drop_privileges(role)
        check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "death signal")
        check(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "undumpable")
        self.set_limits(limits)
        if self.landlock:
            landlock.restrict(self.rules(writes))
        if self.seccomp:
            seccomp.install()

    def drop_privileges(self, role):
        if self.uids is not None:
            uid = self.uid_of(role)
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
        elif self.namespaces == "user":
            drop_capabilities()

    def set_limits(self, limits):
        cpu = limits["cpuSec"]
        for what, soft, hard in (
            (resource.RLIMIT_CPU, cpu, cpu + 1),
            (resource.RLIMIT_AS, limits["memoryBytes"], limits["memoryBytes"]),
            (resource.RLIMIT_FSIZE, limits["fileBytes"], limits["fileBytes"]),
            (resource.RLIMIT_NOFILE, limits["openFiles"], limits["openFiles"]),
            (resource.RLIMIT_CORE, 0, 0),
            (resource.RLIMIT_MEMLOCK, 0, 0),
        ):
            resource.setrlimit(what, (soft, hard))
        if self.uids is not None or self.namespaces == "user":  # elsewhere it would count the user's own processes
            resource.setrlimit(resource.RLIMIT_NPROC, (limits["processes"], limits["processes"]))

    def rules(self, writes):
        paths = ["/"] if self.own_root else self.readable
        rules = [(path, landlock.READ) for path in paths]
        rules.append(("/dev/null", landlock.READ_FILE | landlock.WRITE_FILE))
        return rules + ([(self.work, landlock.WORK)] if writes else [])


def drop_capabilities():
    import struct

    from harness.libc import syscall

    header = struct.pack("<Ii", CAPABILITY_VERSION, 0)
    check(syscall(CAPSET[os.uname().machine], header, struct.pack("<6I", 0, 0, 0, 0, 0, 0)), "capabilities")
