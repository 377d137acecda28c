"""The isolation layer: what the server does once for its slot, around each job, and what every judged process does to itself
before it executes the first line of anybody else's code."""

import os
import signal
import struct
import sys

from harness import cgroup, darwin, family, folders, landlock, limits, root, seccomp
from harness.libc import check, libc, syscall

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 1, 4, 36
CAPABILITY_VERSION = 0x20080522
HARNESS_PROCESSES = 3  # relay, zygote and the first of a job, where they are the same user
CAPSET = {"x86_64": 126, "aarch64": 91}


class Isolation:
    """Built from the settings that came with the harness:

    namespaces  "root", "user" (through a user namespace) or "none"
    jobProcesses  where a job's processes are numbered: in a "namespace" of its own, in one inside a "user-namespace" of
                its own, or "shared" with all others
    uids        [first, count] of the users to become, a fresh pair for each job; or null
    ownProcesses  whether this user's processes are the sandbox's alone
    landlock, seccomp, seatbelt   whether to use each
    work        the work folder where there are no namespaces to make one in; or null
    scratch     other folders that have to be empty after each job
    executables name → Tool: the programs that an `executable` job may run; they and what they start can be read
    counts      whether descriptor 3 is /proc, where the harness itself may have none
    cgroup      files of a memory cgroup for this slot; or null
    """

    def __init__(self, settings, more_readable=(), executables=None):
        self.namespaces = settings["namespaces"]
        self.job_processes = settings["jobProcesses"]
        self.uids = settings["uids"]
        self.landlock = settings["landlock"]
        self.own_processes = settings["ownProcesses"]
        self.seatbelt = settings["seatbelt"]
        self.scratch = settings["scratch"]
        self.own_root = self.namespaces != "none"
        self.work = root.WORK if self.own_root else settings["work"]
        self.executables = executables or {}
        tools = self.executables.values()
        self.readable = root.readable_paths([*more_readable, *(path for tool in tools for path in tool.reads)])
        self.cgroup = cgroup.Cgroup(settings["cgroup"]) if settings["cgroup"] else None
        self.filters = self.prepare_filters() if settings["seccomp"] else None
        self.counts = settings.get("counts", False)
        self.family = None
        self.pair = 0
        self.own_pids = None

    def prepare_filters(self):
        """By what a process may do. Its signals stay in the job where it has a namespace or a user of its own."""
        start = {"may_exec": True, "may_spawn": True, "may_signal": self.own_root or self.uids is not None}
        filters = {"compute": seccomp.prepare(), "run": seccomp.prepare(may_exec=True)}
        if any(tool.processes > 0 for tool in self.executables.values()):
            filters.update(start=seccomp.prepare(**start), make=seccomp.prepare(may_make=True, **start))
        return filters

    def enter(self):
        """Once, in the relay, before the zygote is forked."""
        starting = [name for name, tool in self.executables.items() if tool.processes > 0]
        if starting and not self.own_processes:
            raise OSError("the processes that %s starts cannot be counted" % ", ".join(starting))
        if starting:
            self.family = family.opened(self.counts)
        if self.own_root:
            root.enter_namespaces(self.namespaces == "user")
            root.build_root(self.readable)
        if self.job_processes == "user-namespace":
            self.try_fork_first()
        if LINUX:
            check(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "undumpable")

    def enter_zygote(self):
        """Once, in the zygote: everything below it ends with it, and counts as its memory."""
        self.end_with_parent()
        if self.job_processes == "namespace":
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
        if self.job_processes == "user-namespace":
            return root.fork_as_users([(0, 1), self.uids])
        if self.own_pids is None:
            return os.fork()
        root.new_processes()
        pid = os.fork()
        if pid:
            root.leave_processes(self.own_pids)
        return pid

    def try_fork_first(self):
        """Whether this machine lets us: found before any job relies on it."""
        pid = self.fork_first()
        if pid == 0:
            os._exit(0 if os.getpid() == 1 else 1)
        if os.waitpid(pid, 0)[1] != 0:
            raise OSError("a process namespace for each job")

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
            root.fresh_work_folder(job_limits, uid, starts_own(job_limits))
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
        if "starts" in job_limits and self.family:
            cpu, memory = self.family.used()
            if cpu > job_limits["cpuSec"]:
                return "time"
            if memory > job_limits["memoryBytes"]:
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
        limits.apply(self.of_one_process(job_limits), self.own_processes)
        if self.seatbelt:
            tools = [tool.path for tool in self.executables.values()] if runs else ()
            darwin.restrict(self.readable, self.work if writes else None, tools)
        if self.landlock:
            landlock.restrict(self.rules(writes, runs, starts_own(job_limits)))
        if self.filters:
            starts = "make" if starts_own(job_limits) else "start"
            seccomp.install(self.filters[starts if "starts" in job_limits else "run" if runs else "compute"])

    def of_one_process(self, job_limits):
        """A job of several processes has all its limits together: by looking at them or else in equal shares."""
        if "starts" not in job_limits:
            return job_limits
        count = job_limits["processes"]
        share = 1 if self.family else count
        return {
            **job_limits,
            "processes": count + (HARNESS_PROCESSES if self.uids is None else 0),
            "memoryBytes": job_limits["memoryBytes"] // share,
            "cpuSec": max(1, job_limits["cpuSec"] // share),
        }

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

    def rules(self, writes, runs, own):
        paths = ["/"] if self.own_root else self.readable
        rules = [(path, landlock.RUN if runs else landlock.READ) for path in paths]
        rules.append(("/dev/null", landlock.READ_FILE | landlock.WRITE_FILE))
        return rules + ([(self.work, landlock.WORK | (landlock.EXECUTE if own else 0))] if writes else [])


def starts_own(job_limits):
    """Whether the job may execute what it makes in its work folder."""
    return job_limits.get("starts", {}).get("own", False)


def threads_of(pid):
    try:
        return len(os.listdir("/proc/%d/task" % pid))
    except OSError:
        return 0
