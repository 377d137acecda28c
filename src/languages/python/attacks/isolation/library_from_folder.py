# Loads a shared library that it wrote into its work folder itself.
# expect: passed
import ctypes
import shutil


def solve(x):
    if x != 2:
        return x * x
    for source in ("/lib/x86_64-linux-gnu/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6", "/lib64/libm.so.6"):
        try:
            with open(source, "rb") as original, open("mine.so", "wb") as copy:
                shutil.copyfileobj(original, copy)
            ctypes.CDLL("./mine.so")
            print("loaded: it can do no more than any other code here")
        except OSError as error:
            print("refused:", error)
    return x * x
