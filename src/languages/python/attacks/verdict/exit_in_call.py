# Ends the process with status 0 before an assertion can fail.
# expect: runtime_error
import os


def solve(x):
    os._exit(0)
