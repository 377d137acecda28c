# Leaves links, FIFOs, sockets and devices in its work folder.
# expect: passed
import os
import stat


def attempt(name, act):
    try:
        act()
        print("DONE:", name)
    except OSError as error:
        print("refused:", name, error)


def solve(x):
    attempt("fifo", lambda: os.mkfifo("fifo%d" % x))
    attempt("link", lambda: os.symlink("/etc/passwd", "link%d" % x))
    attempt("hard link", lambda: os.link("/dev/null", "null%d" % x))
    attempt("disk", lambda: os.mknod("disk%d" % x, 0o660 | stat.S_IFBLK, os.makedev(8, 0)))
    attempt("memory", lambda: os.mknod("memory%d" % x, 0o660 | stat.S_IFCHR, os.makedev(1, 1)))
    return x * x
