# Reads what is not of the project, the tool chain, or shown on purpose.
# ends: itself
import os


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError, AttributeError) as error:
        print("refused:", name, error)



def read(path):
    with open(path, "rb") as file:
        return file.read(100)


for path in ("/etc/passwd", "/etc/shadow", "/etc/hostname", "/etc/machine-id", "/etc/ssh/sshd_config", "@OUTSIDE@/secret"):
    attempt(path, lambda path=path: read(path))
for path in ("/etc/ssl", "/root", "@HOME@", "/home/../var/log", "/usr/share/doc", "/usr/src", "/usr/local/share", "/opt", "/srv", "/boot", "/sys", "/run"):
    if not path.startswith("/tmp/"):  # which is its own
        attempt(path, lambda path=path: os.listdir(path))
for path in (".env", ".git/config", "id_rsa", "not_named.txt"):
    attempt(path, lambda path=path: read(path))
attempt("link out", lambda: os.symlink("/etc/passwd", "link") or read("link"))
attempt("node", lambda: read("/proc/@PID@/environ"))
attempt("first", lambda: read("/proc/1/environ") or (_ for _ in ()).throw(OSError("empty")))
attempt("its root", lambda: os.listdir("/proc/1/root/root"))
attempt("memory of the first", lambda: read("/proc/1/mem"))
for name in ("kpageflags", "kpagecount", "slabinfo", "timer_list", "vmallocinfo", "kcore", "kmsg", "keys", "kallsyms"):
    attempt(name, lambda name=name: read("/proc/" + name) or (_ for _ in ()).throw(OSError("empty")))
