# Starts threads without end.
# expect: passed, memory_limit, runtime_error
import threading


def solve(x):
    stop = threading.Event()
    threads = []
    try:
        for _ in range(5000):
            threads.append(threading.Thread(target=stop.wait, daemon=True))
            threads[-1].start()
        print("DONE: five thousand threads")
    except (RuntimeError, MemoryError) as error:
        print("refused after", len(threads), error)
    stop.set()
    return x * x
