"""The isolation layer: what the server does once for its slot, around each job, and what every judged process does to itself
before it executes the first line of anybody else's code."""

import os
import signal
import struct
import sys

from harness import cgroup, darwin, folders, landlock, limits, root, seccomp
from harness.libc import check, libc, syscall

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 1, 4, 36
CAPABILITY_VERSION = 0x20080522
CAPSET = {"x86_64": 126, "aarch64": 91}


class Isolation:
    """Built from the settings that came with the harness:

    namespaces  "root", "user" (through a user namespace) or "none"
    uids        [first, count] of the users to become, a fresh pair for each job; or null
    ownProcesses  whether this user's processes are the sandbox's alone
    landlock, seccomp, seatbelt   whether to use each
    work        the work folder where there are no namespaces to make one in; or null
    scratch     other folders that have to be empty after each job
    executables name → path of the programs that an `executable` job may run; they and their libraries can be read
    cgroup      files of a memory cgroup for this slot; or null
    """

    def __init__(self, settings, more_readable=(), executables=None):
        self.namespaces = settings["namespaces"]
        self.uids = settings["uids"]
        self.landlock = settings["landlock"]
        self.own_processes = settings["ownProcesses"]
        self.seatbelt = settings["seatbelt"]
        self.scratch = settings["scratch"]
        self.own_root = self.namespaces != "none"
        self.work = root.WORK if self.own_root else settings["work"]
        self.executables = executables or {}
        self.readable = root.readable_paths([*more_readable, *self.executables.values()])
        self.cgroup = cgroup.Cgroup(settings["cgroup"]) if settings["cgroup"] else None
        self.filter = seccomp.prepare() if settings["seccomp"] else None
        self.executable_filter = seccomp.prepare(may_exec=True) if settings["seccomp"] else None
        self.pair = 0
        self.own_pids = None

    def enter(self):
        """Once, in the relay, before the zygote is forked."""
        if self.own_root:
            root.enter_namespaces(self.namespaces == "user")
            root.build_root(self.readable)
        if LINUX:
            check(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "undumpable")

    def enter_zygote(self):
        """Once, in the zygote: everything below it ends with it, and counts as its memory."""
        self.end_with_parent()
        if self.own_root:
            self.own_pids = os.pidfd_open(os.getpid())
        if self.cgroup:
            self.cgroup.join()

    def end_with_parent(self):
        if LINUX:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def fork_first(self):
        """Forks the first process of a job: where it can be, the first of a process namespace of its own. Each job
        then has the same numbers for its processes and threads, whatever ran before."""
        if self.own_pids is None:
            return os.fork()
        root.new_processes()
        pid = os.fork()
        if pid:
            root.leave_processes(self.own_pids)
        return pid

    def enter_first(self):
        """Once, in the first process of a job. Its users are picked by chance: in order, they would count the jobs."""
        self.end_with_parent()
        self.pair = int.from_bytes(os.urandom(4), "big")

    # ----------------------------------------------------------------------------------- around one job

    def oom_kills(self):
        """How often the kernel has ended a process of this slot for want of memory."""
        return self.cgroup.oom_kills() if self.cgroup else 0

    def limit_memory(self, job_limits):
        if self.cgroup:
            self.cgroup.limit(job_limits)

    def open_work_folder(self, job_limits):
        uid = self.uid_of("candidate")
        if self.own_root:
            root.fresh_work_folder(job_limits, uid)
        elif uid is not None:
            os.chown(self.work, uid, uid)

    def close_work_folder(self):
        """Leaves nothing of the job behind; how many things lay where none should."""
        if self.own_root:
            root.unmount(self.work)
            return 0
        os.chmod(self.work, 0o700)
        folders.wipe(self.work)
        return sum(folders.wipe(path) for path in self.scratch)

    def exceeded(self, job_limits, pids):
        """The limit that only looking can tell of: a work folder of no size of its own, memory and threads that
        nothing bounds."""
        if not self.own_root and folders.is_too_full(self.work, job_limits, pids):
            return "disk"
        if not self.own_processes and any(threads_of(pid) > job_limits["processes"] for pid in pids):
            return "memory"
        if self.seatbelt and any(darwin.resident_bytes(pid) > job_limits["memoryBytes"] for pid in pids):
            return "memory"
        return None

    def uid_of(self, role):
        if self.uids is None:
            return root.INNER_ID if self.namespaces == "user" else None
        first, count = self.uids
        return first + 2 * self.pair % (count - count % 2) + (role == "judge")

    # ------------------------------------------------------------------------ in the judged process itself

    def apply(self, role, job_limits):
        """For good, and before any foreign code: afterwards this process can only compute, and write its folder."""
        writes, runs = role != "judge", role == "executable"
        os.setsid()
        os.umask(0o077)
        os.chdir(self.work if writes else "/")
        self.drop_privileges(role)
        if LINUX:
            check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "death signal")
            check(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "undumpable")
        limits.apply(job_limits, self.own_processes)
        if self.seatbelt:
            darwin.restrict(self.readable, self.work if writes else None, self.executables.values() if runs else ())
        if self.landlock:
            landlock.restrict(self.rules(writes, runs))
        if self.filter:
            seccomp.install(self.executable_filter if runs else self.filter)

    def drop_privileges(self, role):
        if self.uids is not None:
            uid = self.uid_of(role)
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
        if LINUX:
            header = struct.pack("<Ii", CAPABILITY_VERSION, 0)
            nothing = struct.pack("<6I", 0, 0, 0, 0, 0, 0)
            check(syscall(CAPSET[os.uname().machine], header, nothing), "capabilities")

    def rules(self, writes, runs):
        paths = ["/"] if self.own_root else self.readable
        rules = [(path, landlock.RUN if runs else landlock.READ) for path in paths]
        rules.append(("/dev/null", landlock.READ_FILE | landlock.WRITE_FILE))
        return rules + ([(self.work, landlock.WORK)] if writes else [])


def threads_of(pid):
    try:
        return len(os.listdir("/proc/%d/task" % pid))
    except OSError:
        return 0
