# Reads memory, descriptors and command lines of any process through /proc.
# expect: wrong_answer
import os


def solve(x):
    for pid in ["self", "1", str(os.getppid()), *map(str, range(1, 60))]:
        for name in ("mem", "maps", "environ", "cmdline", "fd", "fd/3", "fd/6", "cwd/x"):
            try:
                path = "/proc/%s/%s" % (pid, name)
                os.listdir(path) if name == "fd" else open(path, "rb").read(100)
                print("DONE: read", path)
            except OSError:
                continue
    return 0
