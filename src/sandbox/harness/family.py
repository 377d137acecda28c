"""The processes of a job that may start others: what they use together, which no limit of a single process bounds.

/proc tells it (proc_pid_stat(5)). It is opened before the root folder changes; where that is no more than a candidate
may see, or there is none, each process gets its share of the limits instead.
"""

import os

UTIME, STIME, CUTIME, CSTIME, RSS = 11, 12, 13, 14, 21  # behind the name, which may hold anything
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
GIVEN = 3


class Family:
    """All descendants of the process that asks, orphans too where it is the one that they come to."""

    def __init__(self, proc):
        self.proc = proc

    def used(self):
        """CPU seconds, those of processes that have ended among them, and bytes of memory."""
        first = os.readlink("self", dir_fd=self.proc)
        own = self.fields(first)
        ticks, pages = int(own[CUTIME]) + int(own[CSTIME]), 0
        for pid in self.descendants(first):
            try:
                fields = self.fields(pid)
            except OSError:
                continue  # it has ended meanwhile
            ticks += sum(int(fields[at]) for at in (UTIME, STIME, CUTIME, CSTIME))
            pages += int(fields[RSS])
        return ticks / TICKS, pages * PAGE

    def descendants(self, pid):
        for child in self.children(pid):
            yield child
            yield from self.descendants(child)

    def children(self, pid):
        try:
            folder = os.open("%s/task" % pid, os.O_RDONLY | os.O_DIRECTORY, dir_fd=self.proc)
        except OSError:
            return []
        try:
            return [child for thread in os.listdir(folder) for child in self.read(thread + "/children", folder).split()]
        except OSError:
            return []
        finally:
            os.close(folder)

    def fields(self, pid):
        return self.read("%s/stat" % pid).rpartition(")")[2].split()

    def read(self, path, folder=None):
        with open(os.open(path, os.O_RDONLY, dir_fd=self.proc if folder is None else folder)) as file:
            return file.read()


def opened(given):
    """The family of whoever asks, where /proc can tell; else None. `given`: it came along as descriptor 3."""
    try:
        family = Family(GIVEN if given else os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        family.read("self/task/%s/children" % os.readlink("self", dir_fd=family.proc))
        family.used()
        return family
    except OSError:
        return None
