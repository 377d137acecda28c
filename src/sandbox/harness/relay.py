"""Reads jobs from the other side of the pipe, hands their texts on as descriptors, and watches the clock and the
output while they run."""

import fcntl
import json
import os
import select
import sys
import time

from harness import landlock
from harness.frames import receive

JOB_BYTES = 256 << 20
REPORT_BYTES = 1 << 20
KILL_PATIENCE = 5.0


def serve(channel, isolation, zygote, jobs, answer):
    ready, _ = channel.receive()
    if not ready:
        sys.exit("the zygote did not start")
    answer({"ready": True, "landlock": landlock.version() if sys.platform == "linux" else 0})
    while True:
        line = receive(jobs, JOB_BYTES)
        if line is None:
            sys.exit(0)
        answer(Run(json.loads(line), channel, isolation, zygote, jobs).result())


def how_it_ended(zygote):
    """For whoever has to find out why. Orphans may have come to this process, too."""
    _pid, status = os.waitpid(zygote, 0)
    code = os.waitstatus_to_exitcode(status)
    return "signal %d" % -code if code < 0 else "exit code %d" % code


def blob(text):
    """A descriptor that holds a text, at its beginning."""
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create("job", getattr(os, "MFD_ALLOW_SEALING", 0))
    else:  # macOS
        import tempfile

        file = tempfile.TemporaryFile()
        fd = os.dup(file.fileno())
        file.close()
    data = memoryview(text)
    while data:
        data = data[os.write(fd, data) :]
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def sealed(fd):
    """The same descriptor, whose content nobody can change any more, nor grow."""
    if hasattr(fcntl, "F_ADD_SEALS"):
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE)
    return fd


class Capture:
    """What comes out of one pipe: kept up to a limit, `over` beyond it."""

    def __init__(self, fd, limit):
        os.set_blocking(fd, False)
        self.fd = fd
        self.limit = limit
        self.data = bytearray()
        self.over = False

    def pump(self):
        """Reads what is there; False at the end."""
        try:
            piece = os.read(self.fd, 1 << 16)
        except BlockingIOError:
            return True
        room = self.limit - len(self.data)
        self.data += piece[:room]
        self.over = self.over or len(piece) > room
        return bool(piece)

    def text(self):
        return self.data.decode("utf-8", "replace")


class Run:
    """One job, from its texts to its answer."""

    def __init__(self, job, channel, isolation, zygote, jobs):
        self.job = job
        self.channel = channel
        self.isolation = isolation
        self.zygote = zygote
        self.jobs = jobs
        self.theirs = []
        self.pumps = {}
        self.limit = None
        self.ended = None
        self.kill_at = None

    def result(self):
        limits = self.limits()
        streams = {name: self.capture(limits["outputBytes"]) for name in ("stdout", "stderr")}
        report = self.capture(REPORT_BYTES)
        roles = self.roles(streams, report)
        self.isolation.limit_memory(limits)
        oom_before = self.isolation.oom_kills()
        started = time.monotonic()
        order = {"limits": limits, "roles": [(role, len(fds)) for role, fds in roles]}
        self.channel.send(order, [fd for _, fds in roles for fd in fds])
        self.close_theirs()
        self.watch(started + limits["timeoutSec"], [capture for capture, _ in streams.values()])
        elapsed = time.monotonic() - started
        for fd in list(self.pumps):
            self.finish(fd)
        return {
            "ends": self.ended["ends"],
            "failure": self.ended["failure"],
            "left": self.ended["left"],
            "limit": self.limit or self.ended["exceeded"],
            "outOfMemory": self.isolation.oom_kills() > oom_before,
            "seconds": elapsed,
            "report": report[0].text(),
            **{name: {"text": capture.text(), "cut": capture.over} for name, (capture, _) in streams.items()},
        }

    def limits(self):
        """The job's; with `starts`, where its tool may start others: at most as many processes, and its own files."""
        limits = self.job["limits"]
        tool = self.isolation.executables[self.job["argv"][0]] if self.job["kind"] == "executable" else None
        if tool is None or tool.processes == 0:
            return limits
        return {**limits, "processes": min(limits["processes"], tool.processes), "starts": {"own": tool.own}}

    # ------------------------------------------------------------------------------------------- descriptors

    def capture(self, limit):
        """A capture, and the end of its pipe that a child writes."""
        read, write = os.pipe()
        capture = Capture(read, limit)
        self.pumps[read] = capture
        return capture, self.keep(write)

    def keep(self, fd):
        self.theirs.append(fd)
        return fd

    def pipe(self):
        read, write = os.pipe()
        return self.keep(read), self.keep(write)

    def blob(self, *fields):
        return self.keep(blob(json.dumps({field: self.job[field] for field in fields}).encode()))

    def roles(self, streams, report):
        out, err = streams["stdout"][1], streams["stderr"][1]
        if self.job["kind"] == "executable":
            tool = self.isolation.executables[self.job["argv"][0]]
            self.job.update(path=tool.path, search=tool.search)
            return [("executable", [self.stdin(), out, err, self.blob("path", "search", "argv", "files"), report[1]])]
        if self.job["kind"] == "stdio":
            return [("program", [self.stdin(), out, err, self.blob("program", "imports"), report[1]])]
        calls, answers = self.pipe(), self.pipe()
        candidate = self.blob("candidate", "entryPoint", "imports")
        tests = self.blob("tests", "helpers", "entryPoint")
        return [
            ("candidate", [self.null(), out, err, candidate, calls[0], answers[1]]),
            ("judge", [self.null(), self.null(), self.null(), tests, answers[0], calls[1], report[1]]),
        ]

    def null(self):
        """Opened anew each time: locks and flags live on what is opened, and would outlast the job."""
        return self.keep(os.open("/dev/null", os.O_RDWR))

    def stdin(self):
        """A file, as with `python3 program.py < input`: its size can be asked for, and reading it twice is possible."""
        return self.keep(sealed(blob(self.job["stdin"].encode("utf-8", "surrogateescape"))))

    def close_theirs(self):
        for fd in self.theirs:
            os.close(fd)

    # ----------------------------------------------------------------------------------------------- the clock

    def watch(self, deadline, outputs):
        """Until the zygote says that every process has ended."""
        poll = select.poll()
        for fd in self.pumps:
            poll.register(fd, select.POLLIN)
        poll.register(self.channel.fileno(), select.POLLIN)
        poll.register(self.jobs, 0)  # its hang-up alone: the other side has gone
        while self.ended is None:
            until = self.kill_at + KILL_PATIENCE if self.kill_at else deadline
            wait = until - time.monotonic()
            if wait <= 0:
                self.out_of_time()
                continue
            for fd, event in poll.poll(wait * 1000):
                self.handle(fd, event, poll)
            if self.kill_at is None and any(capture.over for capture in outputs):
                self.kill("output")

    def out_of_time(self):
        if self.kill_at:
            sys.exit("the zygote does not answer")
        self.kill("time")

    def kill(self, limit):
        self.limit = limit
        self.kill_at = time.monotonic()
        self.channel.send({"kill": True})

    def handle(self, fd, event, poll):
        if fd == self.channel.fileno():
            self.ended, _ = self.channel.receive()
            if self.ended is None:
                sys.exit("the zygote has gone: %s" % how_it_ended(self.zygote))
        elif fd == self.jobs:
            sys.exit(0)
        elif fd in self.pumps and not self.pumps[fd].pump():
            poll.unregister(fd)
            self.close(fd)

    def finish(self, fd):
        """What is still in a pipe when its writers have gone."""
        pump = self.pumps[fd]
        if isinstance(pump, Capture):
            before = -1
            while not pump.over and before != len(pump.data) and pump.pump():
                before = len(pump.data)
        self.close(fd)

    def close(self, fd):
        del self.pumps[fd]
        os.close(fd)
