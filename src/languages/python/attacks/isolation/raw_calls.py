# Calls the kernel by the 32-bit door, which has other call numbers, from machine code of its own.
# expect: runtime_error, passed
# only: x86_64
import ctypes
import mmap
import os

# mov eax, 20 (getpid by 32-bit numbers); int 0x80; ret
CODE = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"


def solve(x):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    print("DONE: the kernel answered", ctypes.CFUNCTYPE(ctypes.c_int)(address)())
    return x * x
