from brackets import balanced
assert balanced("a(b[c]{d})")
assert not balanced("(]")
assert not balanced("((")
assert not balanced(")")
