# Answers with a generator that never ends.
# expect: timeout, memory_limit
# limits: timeoutSec=2 cpuSec=2
# tests: items
def solve(x):
    while True:
        yield 0
