# Starts threads without end.
# ends: memory, itself
# limits: processes=16
import threading
import time

threading.stack_size(1 << 16)
started = 0
try:
    for _ in range(3000):
        threading.Thread(target=time.sleep, args=(9,), daemon=True).start()
        started += 1
except RuntimeError as error:
    print("refused:", started, error)
time.sleep(1)
if started > 20:
    print("DONE: %d threads" % started)
