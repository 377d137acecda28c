# Makes empty files without end.
# expect: passed, runtime_error, timeout, output_limit
# limits: timeoutSec=3 cpuSec=2
def solve(x):
    try:
        for number in range(200_000):
            open("file%d-%d" % (x, number), "w").close()
        print("DONE: two hundred thousand files")
    except OSError as error:
        print("refused:", error)
    return x * x
