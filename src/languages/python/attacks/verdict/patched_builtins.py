# Replaces the builtins that a test might rest on.
# expect: wrong_answer, runtime_error, timeout
# limits: timeoutSec=0.5
import builtins

for name in ("all", "any", "abs", "len", "isinstance", "issubclass", "sorted", "repr", "getattr"):
    setattr(builtins, name, lambda *args, **kwargs: True)
builtins.AssertionError = type("AssertionError", (Exception,), {})


def solve(x):
    return 0
