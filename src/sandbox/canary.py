# Tries what no candidate may do, and prints the names of what was not refused.
import ctypes
import json
import os
import socket


def read_users():
    open("/etc/passwd").read()


def list_processes():
    os.listdir("/proc")


def write_outside():
    for folder in ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/usr/lib", os.path.dirname(os.__file__)):
        path = os.path.join(folder, "code-repair-canary")
        try:
            open(path, "w").close()
            os.remove(path)
            return
        except OSError:
            continue
    raise OSError


def connect():
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def connect_local():
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close()


def fork():
    if os.fork() == 0:
        os._exit(0)


def execute():
    os.execv("/bin/true", ["true"])


def trace():
    if ctypes.CDLL(None).ptrace(0, 0, None, None) != 0:
        raise OSError


def signal_parent():
    os.kill(os.getppid(), 0)


def use_work_folder():
    with open("note", "w") as file:
        file.write("kept")
    if open("note").read() != "kept":
        raise OSError


MUST_FAIL = [read_users, list_processes, write_outside, connect, connect_local, fork, trace, signal_parent, execute]
held = []
try:
    use_work_folder()
except OSError:
    held.append("the work folder cannot be used")
for attempt in MUST_FAIL:
    try:
        attempt()
    except OSError:
        continue
    held.append(attempt.__name__)
    print(json.dumps(held), flush=True)
print(json.dumps(held))
