from version import compare
assert compare("1.10", "1.9") == 1
assert compare("1.0", "1") == 0
assert compare("2", "2.0.1") == -1
