# Tries to switch assertions off.
# expect: wrong_answer
import builtins
import ctypes
import sys

try:
    builtins.__dict__["__debug__"] = False
    ctypes.c_int.in_dll(ctypes.pythonapi, "Py_OptimizeFlag").value = 2
except Exception as error:
    print("refused:", error)


def solve(x):
    return 0
