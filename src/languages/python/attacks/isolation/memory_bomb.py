# Asks for memory without end.
# expect: memory_limit
# limits: memoryBytes=268435456
def solve(x):
    kept = []
    while True:
        kept.append(bytearray(1 << 20))
