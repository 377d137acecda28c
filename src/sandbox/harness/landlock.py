"""File access by path, as Landlock grants it (linux/landlock.h): reading where reading is meant, writing below the
work folder, and nothing else; no TCP and no signal to others where the kernel's version knows of them."""

import ctypes
import os
import struct

from harness.libc import check, libc, syscall

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
REFER, TRUNCATE = 1 << 13, 1 << 14

READ = READ_FILE | READ_DIR
RUN = READ | EXECUTE
WORK = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE | REFER
FILE_ONLY = READ_FILE | WRITE_FILE | TRUNCATE | EXECUTE


def version():
    """The kernel's Landlock version; 0 where there is none."""
    return max(0, syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1)))


def handled(abi):
    """Every file access right that this version can refuse."""
    bits = 13 + (abi >= 2) + (abi >= 3) + (abi >= 5)
    return (1 << bits) - 1


def create(abi):
    net = 3 if abi >= 4 else 0
    scoped = 3 if abi >= 6 else 0
    attributes = struct.pack("<QQQ", handled(abi), net, scoped)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    return check(syscall(CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0)), "landlock")


def grant(ruleset, abi, path, rights):
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            rights &= FILE_ONLY
        rule = struct.pack("<Qi", rights & handled(abi), fd)
        check(syscall(ADD_RULE, ruleset, ctypes.c_int(1), rule, ctypes.c_uint32(0)), "landlock rule for " + path)
    finally:
        os.close(fd)


def restrict(rules):
    """Restricts this process for good to the rights given: pairs of a path and its rights."""
    abi = version()
    ruleset = create(abi)
    for path, rights in rules:
        grant(ruleset, abi, path, rights)
    check(libc.prctl(38, 1, 0, 0, 0), "no_new_privs")
    check(syscall(RESTRICT_SELF, ruleset, ctypes.c_uint32(0)), "landlock")
    os.close(ruleset)
