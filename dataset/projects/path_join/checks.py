from path_join import normalise
assert normalise("/a/./b/../c") == "/a/c"
assert normalise("/../a") == "/a"
assert normalise("../a/../../b") == "../../b"
assert normalise("a//b") == "a/b"
