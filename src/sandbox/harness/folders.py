"""Folders that a candidate has written into: measured, and emptied, whatever it left there."""

import os
import stat
import sys

MOST_ENTRIES, BYTES_OF_AN_ENTRY = 4096, 4096


def most_entries(limits):
    """How many files and folders a work folder may hold: an empty folder takes room, too."""
    return min(MOST_ENTRIES, limits["diskBytes"] // BYTES_OF_AN_ENTRY)


def wipe(path):
    """Empties a folder; how many entries it had. Folders are brought up to the top level one by one, so that no
    depth of nesting is too much, and no link is followed."""
    entries = os.listdir(path)
    top = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        pending = list(entries)
        while pending:
            pending += remove(top, pending.pop())
    finally:
        os.close(top)
    return len(entries)


def remove(top, name):
    """Removes one entry of the folder `top`; the new names of the folders that were in it."""
    if not stat.S_ISDIR(os.lstat(name, dir_fd=top).st_mode):
        os.unlink(name, dir_fd=top)
        return []
    os.chmod(name, 0o700, dir_fd=top)
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    moved = []
    try:
        for entry in os.listdir(inner):
            if stat.S_ISDIR(os.lstat(entry, dir_fd=inner).st_mode):
                os.chmod(entry, 0o700, dir_fd=inner)
                moved.append(free_name(top))
                os.rename(entry, moved[-1], src_dir_fd=inner, dst_dir_fd=top)
            else:
                os.unlink(entry, dir_fd=inner)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)
    return moved


def free_name(top):
    while True:
        name = os.urandom(8).hex()
        try:
            os.lstat(name, dir_fd=top)
        except FileNotFoundError:
            return name


def is_too_full(path, limits, pids):
    """Whether a work folder holds more than it may, in bytes or in entries, with the files that have been removed from
    it and are still open or mapped."""
    if os.path.ismount(path):
        space = os.statvfs(path)
        used = (space.f_blocks - space.f_bfree) * space.f_frsize
        return used > limits["diskBytes"] or space.f_files - space.f_ffree > most_entries(limits)
    return usage(path, most_entries(limits)) + removed(pids, limits["fileBytes"]) > limits["diskBytes"]


def usage(path, entries_allowed):
    """Bytes on disk below a folder, as good as endless where it has more entries than it may. What vanishes or cannot be
    entered while it is counted is left out."""
    total = entries = 0
    for folder, inner, files in os.walk(path):
        entries += len(inner) + len(files)
        if entries > entries_allowed:
            return sys.maxsize
        for name in files:
            try:
                total += os.lstat(os.path.join(folder, name)).st_blocks * 512
            except OSError:
                continue
    return total


def removed(pids, file_bytes):
    """Bytes of the files that processes hold and that no folder names any more. Of one that is only mapped the size
    cannot be asked: it counts as the largest that a file may be. Nothing where we may not look."""
    files = {}
    for pid in pids:
        try:
            for name in os.listdir("/proc/%d/fd" % pid):
                status = os.stat("/proc/%d/fd/%s" % (pid, name))
                if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                    files[status.st_ino] = status.st_blocks * 512
            with open("/proc/%d/maps" % pid, "rb") as maps:
                for line in maps:
                    if line.endswith(b" (deleted)\n") and b" /memfd:" not in line and b" /dev/zero" not in line:
                        files.setdefault(line.split()[4], file_bytes)
        except OSError:
            continue
    return sum(files.values())
