# Forks without end.
# ends: memory, itself
# limits: processes=16
import os
import time

started = 0
until = time.monotonic() + 3
while time.monotonic() < until:
    try:
        if os.fork() == 0:
            time.sleep(9)
            os._exit(0)
        started += 1
        if started > 2000:
            break
    except OSError as error:
        print("refused:", started, error)
        break
time.sleep(1)
if started > 20:
    print("DONE: %d processes" % started)
