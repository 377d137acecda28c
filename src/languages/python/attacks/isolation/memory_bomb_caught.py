# Asks for memory without end, and for more whenever it is refused.
# expect: memory_limit, timeout
# limits: memoryBytes=268435456 timeoutSec=2 cpuSec=1
def solve(x):
    kept = []
    size = 1 << 24
    while size:
        try:
            kept.append(bytearray(size))
        except MemoryError:
            size //= 2
    raise MemoryError
