# Goes beyond one limit, in a way that only some isolation layers hold, and says whether it was let.
import ctypes
import os
import threading
import time

MIB = 1 << 20
SEEN_BY_THEN = 2
libc = ctypes.CDLL(None, use_errno=True)


def processes():
    threading.stack_size(1 << 16)
    for _ in range(40):
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()


def disk():
    """Files that have been removed, and live on because they are mapped."""
    for _ in range(6):
        with open("mapped", "wb+") as file:
            file.write(bytes(MIB))
            file.flush()
            libc.mmap.restype = ctypes.c_void_p
            libc.mmap(None, ctypes.c_size_t(4096), 1, 1, file.fileno(), ctypes.c_long(0))
        os.remove("mapped")


def folders():
    for number in range(1000):
        os.mkdir(str(number))


attempt = {"processes": processes, "disk": disk, "folders": folders}[input()]
try:
    attempt()
    time.sleep(SEEN_BY_THEN)
    print("not held", flush=True)
    os._exit(0)
except (OSError, RuntimeError, MemoryError):
    print("held", flush=True)
    os._exit(0)
