# Ignores every signal, in processes that are nobody's children any more.
# ends: time
# limits: timeoutSec=2
import os
import signal
import time

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        continue
if os.fork() == 0:
    os.setsid()
    with open("/proc/self/comm", "w") as name:
        name.write("repair-attack")
    os.fork()
while True:
    time.sleep(1)
