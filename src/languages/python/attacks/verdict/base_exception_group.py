# Raises a group with a BaseException in tests that swallow everything.
# expect: runtime_error, unsupported_type
# tests: swallows
import builtins

GROUP = getattr(builtins, "BaseExceptionGroup", None)  # Python 3.11


def solve(x):
    raise GROUP("both", [KeyboardInterrupt()]) if GROUP else KeyboardInterrupt
