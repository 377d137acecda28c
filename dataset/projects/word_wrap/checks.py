from word_wrap import wrap
assert wrap("a bb ccc", 4) == ["a bb", "ccc"]
assert wrap("", 5) == []
assert wrap("longword x", 3) == ["longword", "x"]
