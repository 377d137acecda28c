# Writes a file into every folder that is not its own.
# expect: passed
import os

FOLDERS = ["/", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/run", "/etc", "/home", "/root", "/usr/lib", "/proc", "/mnt"]


def solve(x):
    for folder in [*FOLDERS, "@OUTSIDE@", "@TMP@", "@HOME@", "@PROJECT@", "..", os.path.dirname(os.__file__)]:
        try:
            with open(os.path.join(folder, "code-repair-attack"), "w") as file:
                file.write("x")
            print("DONE: wrote into", folder)
        except OSError as error:
            print("refused:", error)
    return x * x
