"""Folders that a candidate has written into: measured, and emptied, whatever it left there."""

import os
import stat


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


def usage(path):
    """Bytes on disk below a folder. What vanishes or cannot be entered while it is counted is left out."""
    total = 0
    for folder, _folders, files in os.walk(path):
        for name in files:
            try:
                total += os.lstat(os.path.join(folder, name)).st_blocks * 512
            except OSError:
                continue
    return total
