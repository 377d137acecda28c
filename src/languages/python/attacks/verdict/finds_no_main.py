# Looks for the judge in __main__ and among the loaded modules.
# expect: wrong_answer
import sys


def solve(x):
    for name, module in list(sys.modules.items()):
        if "judge" in name or "harness" in name or hasattr(module, "SECRET"):
            print("DONE: found", name)
    if vars(sys.modules["__main__"]).get("hello"):
        print("DONE: found the bootstrap")
    return 0
