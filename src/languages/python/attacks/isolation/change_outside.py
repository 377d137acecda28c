# Changes a file outside: content, length, name, mode, times, links.
# expect: passed
import os


def attempt(name, act):
    try:
        print("DONE:", name, act())
    except (OSError, ValueError) as error:
        print("refused:", name, error)


def solve(x):
    attempt("append", lambda: open("@OUTSIDE@/victim", "a").write("x"))
    attempt("truncate", lambda: os.truncate("@OUTSIDE@/victim", 0))
    attempt("open to truncate", lambda: os.open("@OUTSIDE@/victim", os.O_WRONLY | os.O_TRUNC))
    attempt("rename", lambda: os.rename("@OUTSIDE@/victim", "stolen"))
    attempt("remove", lambda: os.unlink("@OUTSIDE@/victim"))
    attempt("link", lambda: os.link("@OUTSIDE@/victim", "linked"))
    attempt("mode", lambda: os.chmod("@OUTSIDE@/victim", 0o777))
    attempt("folder mode", lambda: os.chmod("@OUTSIDE@", 0o777))
    attempt("times", lambda: os.utime("@OUTSIDE@/victim", (1, 1)))
    attempt("owner", lambda: os.chown("@OUTSIDE@/victim", os.getuid(), -1))
    attempt("attribute", lambda: os.setxattr("@OUTSIDE@/victim", "user.x", b"1"))
    attempt("make folder", lambda: os.mkdir("@OUTSIDE@/made"))
    attempt("remove folder", lambda: os.rmdir("@OUTSIDE@/empty"))
    attempt("library", lambda: os.rename(os.__file__, os.__file__ + "x"))
    attempt("library mode", lambda: os.fchmod(os.open(os.__file__, os.O_RDONLY), 0o644))
    attempt("library times", lambda: os.utime(os.open(os.__file__, os.O_RDONLY)))
    return x * x
