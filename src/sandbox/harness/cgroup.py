"""The memory of a whole slot, as a control group counts it: also what RLIMIT_AS does not see, such as files in a
memory file system. The group was made by whoever started the server; its files are opened before the root changes."""

import os

# For the judge and the zygote, which live in the same group.
ROOM = 128 << 20


class Cgroup:
    def __init__(self, files):
        self.procs = os.open(files["procs"], os.O_WRONLY | os.O_CLOEXEC)
        self.memory = os.open(files["memory"], os.O_WRONLY | os.O_CLOEXEC)
        self.events = os.open(files["events"], os.O_RDONLY | os.O_CLOEXEC)
        self.bytes = None

    def join(self):
        os.write(self.procs, b"0")

    def limit(self, limits):
        """The candidate's memory and files, and room for the rest."""
        wanted = limits["memoryBytes"] + limits["diskBytes"] + ROOM
        if wanted != self.bytes:
            os.pwrite(self.memory, str(wanted).encode(), 0)
            self.bytes = wanted

    def oom_kills(self):
        for line in os.pread(self.events, 4096, 0).decode().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
        return 0
