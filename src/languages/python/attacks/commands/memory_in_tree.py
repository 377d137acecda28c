# Takes more memory than one process may, in many that each take less.
# ends: memory
# limits: memoryBytes=268435456
import os
import time

children = []
for _ in range(10):
    children.append(os.fork())
    if children[-1] == 0:
        held = bytearray(100 << 20)
        held[::4096] = b"x" * len(held[::4096])
        time.sleep(5)
        os._exit(0)
time.sleep(4)
if all(os.waitpid(pid, os.WNOHANG)[0] == 0 for pid in children):
    print("DONE: a thousand megabytes were held")
