from run_length import decode, encode
assert encode("aab") == [("a", 2), ("b", 1)]
assert encode("abba") == [("a", 1), ("b", 2), ("a", 1)]
assert encode("") == []
assert decode([("x", 3), ("y", 1)]) == "xxxy"
