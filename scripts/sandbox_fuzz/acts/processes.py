def forks():
    for _ in range(chance.randrange(1, 200)):
        if chance.choice((os.fork, lambda: libc.vfork()))() == 0:
            while True:
                time.sleep(1)


def a_daemon():
    if os.fork() == 0:
        os.setsid()
        libc.prctl(15, b"repair-attack", 0, 0, 0)
        time.sleep(1000)


def threads():
    threading.stack_size(1 << 16)
    for _ in range(chance.randrange(1, 100)):
        threading.Thread(target=time.sleep, args=(1000,), daemon=chance.random() < 0.9).start()


def a_busy_thread():
    def work():
        while True:
            chance.choice((any_numbers, time.sleep))(0.001)

    def any_numbers(_):
        sum(range(1000))

    threading.Thread(target=work, daemon=True).start()


def starts_programs():
    import subprocess

    for argv in (["/bin/sh", "-c", "touch /tmp/" + LEFT], ["id"], [sys.executable, "-c", "print(1)"], ["/proc/self/exe"]):
        quiet(lambda argv=argv: subprocess.run(argv, timeout=1, capture_output=True))
    quiet(lambda: os.posix_spawn("/bin/true", ["true"], {}))
    quiet(lambda: os.system("touch /tmp/" + LEFT))


def becomes_another():
    for path in ("/bin/sh", "/usr/bin/env", sys.executable, "/proc/self/exe", "./made"):
        quiet(lambda path=path: os.execve(path, [path, "-c", "exit 0"], {}))


def signals_others():
    for _ in range(60):
        pid = chance.choice((-1, 0, 1, 2, os.getppid(), chance.randrange(2, 4000), -chance.randrange(2, 4000)))
        if pid != 0:
            quiet(lambda pid=pid: os.kill(pid, chance.choice((0, 1, 2, 9, 10, 15, 17, 18, 19, 23))))


def signals_itself():
    number = chance.choice((1, 2, 3, 6, 8, 10, 11, 13, 14, 15, 17, 18, 21, 22, 28, 34, 63))
    if chance.random() < 0.7:
        signal.signal(number, chance.choice((signal.SIG_IGN, lambda *_: None)))
    os.kill(os.getpid(), number)


def stops_itself():
    if chance.random() < 0.1:
        os.kill(os.getpid(), signal.SIGSTOP)


def ignores_all():
    for number in range(1, 65):
        quiet(lambda number=number: signal.signal(number, signal.SIG_IGN))
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))


def alarms():
    signal.signal(signal.SIGALRM, chance.choice((signal.SIG_DFL, signal.SIG_IGN, lambda *_: (_ for _ in ()).throw(OSError()))))
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)


def groups_and_sessions():
    for act in (os.setsid, lambda: os.setpgid(0, os.getppid()), lambda: os.setpgid(os.getppid(), 0), os.setpgrp):
        quiet(act)


def rises():
    for act in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.setgid(0)):
        quiet(act)
    quiet(lambda: os.nice(-20))
    import resource

    for what in range(16):
        quiet(lambda what=what: resource.setrlimit(what, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))
