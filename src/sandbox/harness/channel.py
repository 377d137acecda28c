"""The line between the relay and the zygote: one JSON object a line, descriptors riding along."""

import json
import socket

MAX_LINE = 1 << 16
MAX_FDS = 32


class Channel:
    def __init__(self, sock):
        self.sock = sock
        self.buffer = b""
        self.fds = []

    def fileno(self):
        return self.sock.fileno()

    def send(self, message, fds=()):
        line = json.dumps(message).encode() + b"\n"
        if fds:
            sent = socket.send_fds(self.sock, [line], fds)
            line = line[sent:]
        self.sock.sendall(line)

    def receive(self):
        """The next message and the descriptors that came with it; None at the end."""
        while b"\n" not in self.buffer:
            data, fds, _flags, _address = socket.recv_fds(self.sock, MAX_LINE, MAX_FDS)
            self.fds += fds
            if not data:
                return None, []
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        fds, self.fds = self.fds, []
        return json.loads(line), fds
