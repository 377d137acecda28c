def writes_anywhere():
    for place in PLACES:
        path = os.path.join(place, LEFT)
        quiet(lambda path=path: open(path, "w").close())
        quiet(lambda path=path: os.mkdir(path))
        quiet(lambda path=path: os.symlink("/etc/passwd", path))
        quiet(lambda path=path: os.rename("@OUTSIDE@/victim", path))


def changes_the_victim():
    path = "@OUTSIDE@/victim"
    for act in (os.unlink, lambda it: os.truncate(it, 0), lambda it: os.utime(it, (0, 0)), lambda it: os.chmod(it, 0)):
        quiet(lambda act=act: act(path))
    quiet(lambda: open(path, "a").write("x"))
    quiet(lambda: os.setxattr(path, "user.x", b"x"))


def strange_names():
    for _ in range(40):
        name = bytes(chance.choice(b"\x01\n\x7f\xff\\ -*\"'.~a") for _ in range(chance.randrange(1, 250)))
        quiet(lambda name=name: os.mkdir(name) if chance.random() < 0.5 else open(name, "w").close())


def nested_folders():
    for _ in range(chance.randrange(10, 1500)):
        os.mkdir("d" * chance.choice((1, 200)))
        os.chdir(os.listdir(".")[0])


def loops_and_links():
    quiet(lambda: os.symlink("loop", "loop"))
    quiet(lambda: os.symlink("/", "root"))
    quiet(lambda: os.link("/dev/null", "null"))
    quiet(lambda: os.mkfifo("fifo"))
    quiet(lambda: os.mknod("disk", 0o60660, os.makedev(8, 0)))
    for name in ("loop", "root/etc/passwd", "root/@OUTSIDE@/secret"):
        quiet(lambda name=name: print(open(name).read()))


def fills_the_folder():
    for number in range(chance.randrange(1, 40)):
        with open("big%d" % number, "wb") as file:
            file.write(bytes(1 << 20))


def fills_with_names():
    for number in range(1500):
        os.mkdir("n%d" % number)


def holes():
    with open("hole", "wb") as file:
        file.seek(1 << chance.randrange(10, 62))
        file.write(b"x")


def removed_and_mapped():
    import mmap

    for _ in range(20):
        with open("gone", "wb+") as file:
            file.write(bytes(1 << 20))
            KEPT.append(mmap.mmap(file.fileno(), 0))
        os.unlink("gone")


def takes_the_folder_away():
    for act in (lambda: os.rmdir(os.getcwd()), lambda: os.rename(os.getcwd(), "/tmp/" + LEFT), lambda: os.chmod(".", 0)):
        quiet(act)
    quiet(lambda: os.chdir("/"))


def library_of_its_own():
    for name in ("json.py", "os.py", "struct.py", "sitecustomize.py", "harness.py", "_collections_abc.py"):
        with open(name, "w") as file:
            file.write("import os\nos._exit(0)\n")


def looks_into_proc():
    for path in ("mem", "environ", "cmdline", "maps", "fd/0", "task/1/mem", "root/etc/shadow", "cwd/../victim", "oom_score_adj"):
        for pid in ("self", "1", "2", str(os.getppid()), "@PID@", str(chance.randrange(2, 4000))):
            quiet(lambda path=path, pid=pid: open("/proc/%s/%s" % (pid, path), chance.choice(("rb", "rb+"))).read(100))
    for path in ("/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/sys/fs/cgroup/cgroup.procs", "/dev/mem", "/dev/kmsg"):
        quiet(lambda path=path: open(path, "wb").write(b"b"))
