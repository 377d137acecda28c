from query_string import parse
assert parse("a=1&b=2") == {"a": ["1"], "b": ["2"]}
assert parse("a=1&a=3") == {"a": ["1", "3"]}
assert parse("x") == {"x": [""]}
assert parse("") == {}
assert parse("k=a=b") == {"k": ["a=b"]}
