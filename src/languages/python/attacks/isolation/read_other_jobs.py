# Looks for the work folders of other jobs.
# expect: passed
import os


def solve(x):
    for folder in ("/tmp", "@TMP@", "..", "/var/tmp"):
        try:
            found = [name for name in os.listdir(folder) if "code-repair" in name]
            print("DONE: saw" if found else "nothing in", folder, found)
        except OSError as error:
            print("refused:", folder, error)
    if os.listdir("."):
        print("DONE: an earlier job left", os.listdir("."))
    return x * x
