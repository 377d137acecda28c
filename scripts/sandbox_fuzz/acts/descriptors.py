def noise():
    """Protocol noise on every descriptor. What it does to the candidate's own line is the candidate's loss."""
    for _ in range(chance.randrange(1, 200)):
        fd = chance.randrange(0, 40)
        text = chance.choice((chance.choice(NOISE), chance.randbytes(chance.randrange(1, 300))))
        quiet(lambda: os.set_blocking(fd, False))
        quiet(lambda: os.write(fd, text))


def noise_elsewhere():
    """As `noise`, but not on the line that the candidate itself answers on."""
    for fd in (0, 1, 2, 3, *range(6, 64)):
        quiet(lambda fd=fd: os.write(fd, chance.choice(NOISE)))


def reads_all():
    for fd in range(0, 64):
        quiet(lambda fd=fd: os.set_blocking(fd, False))
        quiet(lambda fd=fd: print(os.read(fd, 4096)[:20]))
        quiet(lambda fd=fd: os.pread(fd, 4096, 0))


def closes_some():
    for _ in range(chance.randrange(1, 20)):
        quiet(lambda: os.close(chance.randrange(0, 30)))


def turns_around():
    for _ in range(20):
        quiet(lambda: os.dup2(chance.randrange(0, 10), chance.randrange(0, 200)))


def asks_of_descriptors():
    import fcntl

    for _ in range(200):
        quiet(lambda: fcntl.fcntl(chance.randrange(0, 20), chance.choice((*range(0, 17), *range(1024, 1042))), chance.choice(SMALL)))


def fills_pipes():
    for _ in range(50):
        read, write = os.pipe()
        os.set_blocking(write, False)
        quiet(lambda write=write: os.write(write, bytes(1 << 20)))
        KEPT.append((read, write))


def sockets():
    import socket

    for _ in range(40):
        family, kind = chance.randrange(0, 46), chance.randrange(1, 11)
        quiet(lambda: KEPT.append(socket.socket(family, kind, chance.choice((0, 0, 1, 3, 6, 17, 255)))))
    for address in (("127.0.0.1", @TCP_PORT@), ("127.0.0.1", @UDP_PORT@)):
        quiet(lambda address=address: socket.create_connection(address, 0.1))
    quiet(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).connect("@UNIX_SOCKET@"))
    quiet(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", @UDP_PORT@)))


def passes_descriptors():
    import socket

    one, two = socket.socketpair()
    for fd in range(0, 10):
        quiet(lambda fd=fd: socket.send_fds(one, [b"x"], [fd]))
    KEPT.append((one, two))


def too_many_descriptors():
    while True:
        KEPT.append(os.dup(1))


def prints():
    for _ in range(chance.randrange(1, 30)):
        text = chance.choice(("\x1b]0;x\x07", "\x1b[2J\x1b[1;1H", "\r", "\x00", "￿", "🐍" * 50, "passed\n", "DON" "T\n"))
        print(text, file=chance.choice((sys.stdout, sys.stderr)), end="")
    quiet(lambda: sys.stdout.buffer.write(chance.randbytes(1000)))


def prints_without_end():
    while True:
        os.write(chance.choice((1, 2)), b"x" * 65536)


def closes_streams():
    quiet(sys.stdout.close)
    quiet(sys.stderr.close)
    sys.stdout = sys.stderr = None
