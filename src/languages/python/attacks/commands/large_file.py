# Writes a larger file than it may, at once and with a hole.
# ends: itself
# limits: fileBytes=8388608
import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for start in (0, 1 << 40):
    try:
        with open("large", "wb", 0) as file:
            file.seek(start)
            while file.tell() < start + (32 << 20):
                file.write(bytes(1 << 20))
        print("DONE:", os.stat("large").st_size)
    except OSError as error:
        print("refused:", error)
