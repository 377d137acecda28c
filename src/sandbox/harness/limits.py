"""What a judged process may use, as the kernel counts it (setrlimit(2))."""

import resource
import sys


def apply(limits, own_processes):
    """`own_processes`: this process's user has no others, so that counting them means something."""
    wanted = {
        "RLIMIT_CPU": (limits["cpuSec"], limits["cpuSec"] + 1),
        "RLIMIT_FSIZE": limits["fileBytes"],
        "RLIMIT_NOFILE": limits["openFiles"],
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    if sys.platform != "darwin":  # which knows this limit and does not keep it
        wanted["RLIMIT_AS"] = limits["memoryBytes"]
    if own_processes:
        wanted["RLIMIT_NPROC"] = limits["processes"]
    for name, value in wanted.items():
        what = getattr(resource, name, None)
        if what is not None:
            resource.setrlimit(what, at_most(what, value))


def at_most(what, value):
    """The soft and hard limit, never above what this process was given itself."""
    soft, hard = value if isinstance(value, tuple) else (value, value)
    ceiling = resource.getrlimit(what)[1]
    if ceiling == resource.RLIM_INFINITY:
        return soft, hard
    return min(soft, ceiling), min(hard, ceiling)
