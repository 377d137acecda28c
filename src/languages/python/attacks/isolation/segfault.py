# Reads where there is no memory.
# expect: runtime_error
import ctypes


def solve(x):
    return ctypes.string_at(8)
