# Asks for memory in as many processes as it can make.
# expect: memory_limit
# limits: memoryBytes=268435456
import os


def solve(x):
    for _ in range(20):
        try:
            if os.fork() == 0:
                print("DONE: forked")
        except OSError:
            break
    kept = [bytearray(64 << 20) for _ in range(50)]
    return len(kept)
