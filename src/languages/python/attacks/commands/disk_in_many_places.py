# Fills the disk in all places that it may write to, a little in each.
# ends: output
# limits: diskBytes=16777216 fileBytes=8388608
import os
import time

for number in range(10):
    for place in ("/tmp", "/home/sandbox", "/dev/shm", "."):
        with open("%s/part%d" % (place, number), "wb") as file:
            file.write(os.urandom(4 << 20))
    time.sleep(0.1)
print("DONE: 160 MB")
