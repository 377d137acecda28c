# Looks for what is passed in to others, and shows what is passed in to itself to nobody.
# ends: itself
import os
import time

TOLD = os.environ["TOLD"]
for pid in os.listdir("/proc"):
    for name in ("cmdline", "environ"):
        try:
            with open("/proc/%s/%s" % (pid, name), "rb") as file:
                text = file.read()
        except OSError as error:
            print("refused:", pid, name, error)
            continue
        if TOLD.encode() in text and int(pid if pid.isdigit() else 0) != os.getpid() and pid not in ("self", "thread-self"):
            print("DONE: found in", pid, name)
time.sleep(0.3)
