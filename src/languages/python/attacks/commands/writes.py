# Writes beside its project and its temporary folders.
# ends: itself
import os


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError, AttributeError) as error:
        print("refused:", name, error)



for place in ("/", "/etc", "/usr", "/usr/bin", "/usr/lib", "/home", "/root", "/dev", "/run", "/var/tmp", "/proc", "/sys", "@HOME@", "@OUTSIDE@"):
    if not place.startswith("/tmp/"):  # which is its own
        attempt(place, lambda place=place: open(os.path.join(place, "code-repair-attack"), "w"))
for path in ("@OUTSIDE@/victim", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/1/oom_score_adj", "/dev/kmsg"):
    # Opened only: should this be possible, the machine is to go on as it was.
    attempt(path, lambda path=path: open(path, "rb+", 0))
attempt("device", lambda: os.mknod("disk", 0o60660, os.makedev(8, 0)) or open("disk", "rb").read(1))
attempt("memory", lambda: os.mknod("mem", 0o20660, os.makedev(1, 1)) or open("mem", "rb").read(1))
# Of no use to it, but to others: what it leaves must not be anybody's way up.
open("/tmp/code-repair-attack", "w").close()
os.chmod("/tmp/code-repair-attack", 0o6777)
