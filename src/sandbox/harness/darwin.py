"""macOS: the system's own sandbox, applied by each judged process to itself, and its memory, which no limit there
bounds, read from outside. Written from Apple's headers (sandbox.h, libproc.h); not tested on a Mac."""

import ctypes
import os
import struct

PROFILE = """(version 1)
(deny default)
(deny process-fork)
(deny process-exec)
(deny network*)
(allow signal (target self))
(allow sysctl-read)
(allow mach-lookup (global-name "com.apple.system.notification_center"))
(allow file-read-metadata)
(allow file-read* %s (literal "/dev/null") (literal "/dev/urandom"))
(allow file-write* (literal "/dev/null") %s)
"""
PROC_PIDTASKINFO = 4


def quoted(path):
    """The real path, which is what the system compares (/var and /tmp are links there)."""
    return '"%s"' % os.path.realpath(path).replace("\\", "\\\\").replace('"', '\\"')


def profile(readable, writable, executables):
    reads = " ".join("(subpath %s)" % quoted(path) for path in readable)
    write = "(subpath %s)" % quoted(writable) if writable else ""
    runs = "".join("(allow process-exec* (literal %s))\n" % quoted(path) for path in executables)
    return PROFILE % (reads + " " + write, write) + runs


def restrict(readable, writable, executables):
    """For good, for this process."""
    library = ctypes.CDLL("/usr/lib/libSystem.dylib")
    error = ctypes.c_char_p()
    text = profile(readable, writable, executables).encode()
    if library.sandbox_init(text, ctypes.c_uint64(0), ctypes.byref(error)) != 0:
        raise OSError("sandbox: %s" % (error.value or b"refused").decode("utf-8", "replace"))


def resident_bytes(pid):
    """Memory that a process holds now; 0 where it cannot be read."""
    library = ctypes.CDLL("/usr/lib/libproc.dylib")
    info = ctypes.create_string_buffer(96)  # struct proc_taskinfo: virtual size, resident size, ...
    if library.proc_pidinfo(pid, PROC_PIDTASKINFO, ctypes.c_uint64(0), info, 96) < 16:
        return 0
    return struct.unpack_from("<QQ", info.raw)[1]
