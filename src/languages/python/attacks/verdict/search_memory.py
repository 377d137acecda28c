# Searches its own memory, page by page, for the tests.
# expect: wrong_answer
# limits: timeoutSec=20 cpuSec=20
import ctypes
import os

libc = ctypes.CDLL(None)
NEEDLE = b"nacilep-revliskciuq"[::-1]
BEFORE = b'" = TERCES'


def pages(start, count):
    """Reads memory through a pipe: the kernel refuses what is not there instead of ending the process."""
    read, write = os.pipe()
    for index in range(count):
        if libc.write(write, ctypes.c_void_p(start + index * 4096), ctypes.c_size_t(4096)) == 4096:
            yield os.read(read, 4096)


def solve(x):
    if x != 2:
        return 0
    places = {id(thing) >> 22 << 22 for thing in (solve, object(), "x" * 3000, "x" * 30_000, ctypes.c_int())}
    for start in places:
        for page in pages(start - (8 << 20), 5120):
            at = page.find(NEEDLE)
            while at >= 0:
                if page[at - 10 : at][::-1] == BEFORE:
                    print("DONE: the tests are in this process's memory")
                at = page.find(NEEDLE, at + 1)
    return 0
