# Searches every object that the garbage collector knows for the tests.
# expect: wrong_answer
import gc


def solve(x):
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "SECRET" in thing:
            print("DONE: the tests' names are an object of this process")
    return 0
