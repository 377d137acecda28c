# Takes memory in maps that its processes share, one after the other.
# ends: memory
# limits: memoryBytes=268435456
import mmap
import os
import time

held = []
children = []
for _ in range(10):
    held.append(mmap.mmap(-1, 100 << 20))
    children.append(os.fork())
    if children[-1] == 0:
        for at in range(0, 100 << 20, 4096):
            held[-1][at] = 1
        time.sleep(5)
        os._exit(0)
    if len(held) == 2:
        held.pop(0)
time.sleep(4)
if all(os.waitpid(pid, os.WNOHANG)[0] == 0 for pid in children):
    print("DONE: a thousand megabytes were held")
