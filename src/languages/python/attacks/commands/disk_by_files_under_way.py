# Fills the disk with removed files that only a socket holds: sent, and received by nobody.
# ends: output
# limits: diskBytes=16777216 fileBytes=8388608
import os
import socket
import time

pairs = []
for number in range(40):
    with open("gone", "wb+") as file:
        os.unlink("gone")
        file.write(os.urandom(8 << 20))
        file.flush()
        pairs.append(socket.socketpair())
        socket.send_fds(pairs[-1][0], [b"x"], [file.fileno()])
    time.sleep(0.05)
print("DONE: 320 MB")
