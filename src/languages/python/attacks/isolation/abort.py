# Aborts, with a core file as large as may be.
# expect: runtime_error
import os
import resource


def solve(x):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print("DONE: raised the limit")
    except (OSError, ValueError) as error:
        print("refused:", error)
    os.abort()
