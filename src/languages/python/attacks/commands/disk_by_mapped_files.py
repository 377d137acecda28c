# Fills the disk with files that it has removed, and has neither open nor under a name: only mapped.
# ends: output
# limits: diskBytes=16777216 fileBytes=8388608
import mmap
import os
import time

held = []
for number in range(40):
    with open("/tmp/gone", "wb+") as file:
        file.write(os.urandom(8 << 20))
        held.append(mmap.mmap(file.fileno(), 4096))
    os.unlink("/tmp/gone")
    time.sleep(0.05)
print("DONE: 320 MB")
