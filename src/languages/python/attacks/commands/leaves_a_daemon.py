# Leaves processes behind that hold none of its pipes.
# ends: itself
import os
import time

for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        os.closerange(0, 64)
        with open("/proc/self/comm", "w") as name:
            name.write("repair-attack")
        if os.fork() == 0:
            time.sleep(60)
        time.sleep(60)
