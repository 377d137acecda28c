# Searches every file that it can read for the tests.
# expect: wrong_answer
import os


def solve(x):
    if x != 2:
        return 0
    for folder in ("/", "/tmp", "/sandbox", "/dev/shm", "/var/tmp", "/run", "."):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            try:
                text = open(os.path.join(folder, name), "rb").read(1 << 20)
            except OSError:
                continue
            if b"def check" in text:
                print("DONE: read the tests from", folder, name)
    return 0
