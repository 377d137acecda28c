# Starts programs in every way that the library offers.
# expect: passed
import multiprocessing
import os
import subprocess


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except OSError as error:
        print("refused:", name, error)


def solve(x):
    attempt("subprocess", lambda: subprocess.run(["/bin/true"], check=False))
    attempt("popen", lambda: os.popen("true").read())
    attempt("spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
    attempt("vfork", lambda: subprocess.Popen(["/bin/true"], close_fds=False))
    attempt("exec", lambda: os.execv("/bin/true", ["true"]))
    attempt("multiprocessing", lambda: multiprocessing.get_context("fork").Process(target=print).start())
    if os.system("true") == 0:
        print("DONE: system")
    return x * x
