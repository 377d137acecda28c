# Answers with a small message that decodes into as many objects as possible.
# expect: wrong_answer, runtime_error, memory_limit, timeout
# limits: timeoutSec=2 cpuSec=2
import os


def solve(x):
    count = (15 << 20) // 2
    body = b"r\x00l" + bytes([count & 127 | 128, count >> 7 & 127 | 128, count >> 14 & 127 | 128, count >> 21])
    body += b"l\x00" * count
    data = len(body).to_bytes(4, "big") + body
    while data:
        data = data[os.write(5, data) :]
    os.read(4, 1)
