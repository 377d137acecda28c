# Maps shared memory, anonymous files and its files without end.
# expect: memory_limit, runtime_error
# limits: memoryBytes=268435456
import mmap
import os


def solve(x):
    try:
        os.memfd_create("more")
        print("DONE: an anonymous file")
    except OSError as error:
        print("refused:", error)
    kept = []
    while True:
        kept.append(mmap.mmap(-1, 64 << 20, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS))
        kept[-1].write(b"x" * (64 << 20))
